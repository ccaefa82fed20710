using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Waiting;

namespace OcmPowerShell.Hub.Works;

/// <summary>What the goals of a work mean.</summary>
internal static class WorkGoals
{
    /// <summary>The goal as a wait understands it.</summary>
    public static WaitGoal<Work> ToWaitGoal(this WorkGoal goal) => goal switch
    {
        WorkGoal.Deleted => WaitGoal<Work>.Gone(Describe),
        WorkGoal.Applied => WaitGoal<Work>.Until("Applied", work => work.Applied == true, Describe),
        WorkGoal.Available => WaitGoal<Work>.Until("Available", work => work is { Applied: true, Available: true }, Describe),
        _ => new WaitGoal<Work>("Ready") { Reached = Ready, Describe = Describe },
    };

    private static string Describe(Work work) => work.Message.Length > 0 ? $"{work.Status} ({work.Message})" : work.Status.ToString();

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
