using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Waiting;

namespace OcmPowerShell.Hub.Works;

/// <summary>What the goals of a work mean.</summary>
internal static class WorkGoals
{
    private const string Advice = "Get-OcmWorkManifest shows what became of each manifest. Wait longer with -TimeoutSec.";

    /// <summary>The goal as a wait understands it.</summary>
    public static WaitGoal<Work> ToWaitGoal(this WorkGoal goal) => goal switch
    {
        WorkGoal.Deleted => WaitGoal<Work>.Gone(Describe) with
        {
            Explain = WorkClusters.ExplainAsync,
            Advice = "The agent takes a work's resources off its cluster before the work goes. Wait longer with -TimeoutSec.",
        },
        WorkGoal.Applied => Until("Applied", work => work.Applied == true),
        WorkGoal.Available => Until("Available", work => work is { Applied: true, Available: true }),
        _ => Until("Ready", _ => false) with { Reached = Ready },
    };

    /// <summary>What the user names: a goal, or a condition as kubectl takes it.</summary>
    /// <exception cref="HubException"><c>InvalidArgument</c>: it is neither.</exception>
    public static WaitGoal<Work> Parse(string text)
    {
        string name = text.Trim();
        return Enum.GetValues<WorkGoal>().Cast<WorkGoal?>().FirstOrDefault(goal => name.Equals(goal.ToString(), StringComparison.OrdinalIgnoreCase)) is { } goal ? goal.ToWaitGoal()
            : name.Equals("delete", StringComparison.OrdinalIgnoreCase) ? WorkGoal.Deleted.ToWaitGoal()
            : ConditionGoal.Parse(name) is { } condition ? Until(condition.ToString(), condition.Holds) with { Describe = work => $"{Describe(work)}; {condition.Describe(work)}" }
            : throw new HubException("InvalidArgument", $"-For '{text}' is nothing that a work can be waited for: write Ready, Available, Applied, Deleted, or a condition such as Complete or Progressing=False.");
    }

    /// <summary>
    /// Waits until the user's own test is true of what the agent says of the present manifests; a goal has to be reached too.
    /// </summary>
    /// <param name="goal">The goal; null for none.</param>
    /// <param name="test">The test, which is asked of every state.</param>
    /// <exception cref="HubException"><c>InvalidArgument</c>: of a work that is gone nothing can be tested.</exception>
    public static WaitGoal<Work> Test(WaitGoal<Work>? goal, Func<Work, CancellationToken, Task<bool>> test) => goal?.IsGone == true
        ? throw new HubException("InvalidArgument", "-Until is a test of a work, and with -For Deleted there is none at the end. Leave one of them out.")
        : (goal is null ? Until("as -Until says", _ => true) : goal with { Name = $"{goal.Name} and as -Until says" }) with
        {
            Asks = async (work, cancellationToken) => await test(work, cancellationToken).ConfigureAwait(false) && IsToldOf(work),
        };

    /// <summary>A work's state in a line.</summary>
    public static string Describe(Work work) => work.Message.Length > 0 ? $"{work.Status} ({work.Message})" : work.Status.ToString();

    private static WaitGoal<Work> Until(string name, Func<Work, bool> holds) =>
        WaitGoal<Work>.Until(name, holds, Describe) with { Hopeless = Hopeless, Explain = WorkClusters.ExplainAsync, Advice = Advice };

    // Feedback is told with Available, some time after Applied: until then it is of the manifests before.
    private static bool IsToldOf(Work work) => work.Applied == false || (work.Applied == true && work.FindCurrent("Available") is not null);

    private static HubException? Hopeless(Work work) => work switch
    {
        { Deleting: true } => new HubException("WorkDeleting", $"The work {work} on hub {work.Hub} is being deleted, so what is waited for does not come: {work.Message.TrimEnd('.')}.")
        {
            Advice = "Wait until it is gone (Wait-OcmWork -For Deleted), then create it again.",
        },

        // The agent looks at Complete alone, whichever generation it is of.
        { Applied: not true } when work.Conditions.Any(condition => condition is { Type: "Complete", Status: true }) => new HubException(
            "WorkComplete", $"The work {work} on hub {work.Hub} is complete, and the agent never applies a complete work again, so what was changed since does not reach the cluster.")
        {
            Advice = "Delete it with Remove-OcmWork, and create it again.",
        },
        _ => null,
    };

    private static string? Ready(Work work)
    {
        if (work.Ready is { } ready)
        {
            return ready ? "" : null;
        }

        if (work is not { Applied: true, Available: true })
        {
            return null;
        }

        List<WorkManifest> silent = [.. work.Manifests.Where(manifest => manifest.Ready is null)];
        return silent.Count > 0 && silent.TrueForAll(manifest => manifest.LacksFeedback)
            ? $"Whether {string.Join(", ", silent)} of the work {work} runs is not known, because the work asks for no feedback on it. It exists on the cluster; that is all that was waited for."
            : null;
    }
}
