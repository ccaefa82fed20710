using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Comparison;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works.Delivery;

namespace OcmPowerShell.Commands;

/// <summary>Reads works, many at once, and tells how each differs as soon as that is known. What was told is forgotten.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class WorkComparisonCmdlet : SingleHubCmdlet
{
    private const int ComparingId = 0x0C34;

    private readonly HashSet<(string Hub, string Cluster, string Work)> _taken = [];
    private PipelineBridge? _bridge;
    private bool _failed;
    private bool _different;

    /// <summary>Also returns a row for each work that is as it should be.</summary>
    [Parameter]
    public SwitchParameter IncludeEqual { get; set; }

    /// <summary>Returns one bool in place of the rows: whether all works are as they should be.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>How many works are read at once.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 16;

    /// <summary>How long the whole command may take, in seconds, waiting for a busy hub included; 0 for as long as it needs.</summary>
    [Parameter]
    [ValidateRange(0, LongestWait)]
    [Alias("Timeout")]
    public int TimeoutSec { get; set; }

    private protected override TimeSpan Limit => TimeSpan.FromSeconds(TimeoutSec);

    /// <summary>What a cluster's work is to hold. Any thread.</summary>
    /// <exception cref="HubException">It cannot be told for this cluster.</exception>
    private protected abstract Task<ExpectedWorks> ExpectedAsync(HubConnection hub, string cluster, object target, CancellationToken cancellationToken);

    private PipelineBridge Bridge => _bridge ??= NewBridge(ThrottleLimit);

    /// <summary>Compares a cluster's work, once however often it is named.</summary>
    private protected void Compare(HubConnection hub, string cluster, string work, object target)
    {
        if (!_taken.Add((hub.Identity, cluster, work)))
        {
            return;
        }

        Run(target, CompareAsync, rows =>
        {
            if (rows.Count == 0 && IncludeEqual && !Quiet)
            {
                WriteObject(new WorkComparer(hub).Row(cluster, work, DifferenceKind.Equal));
            }

            Tell(rows);
        });

        async Task<IReadOnlyList<WorkDifference>> CompareAsync(CancellationToken token)
        {
            ExpectedWorks expected = await ExpectedAsync(hub, cluster, target, token).ConfigureAwait(false);
            return await new WorkComparer(hub).CompareAsync(cluster, work, expected, token).ConfigureAwait(false);
        }
    }

    /// <summary>Has the pipeline thread find something out, which alone can run scripts.</summary>
    private protected Task<T> AskAsync<T>(Func<T> question, CancellationToken cancellationToken) => Bridge.AskAsync(question, cancellationToken);

    /// <summary>Looks for works that a placement or cluster set has left behind in clusters that it has no more.</summary>
    private protected void CompareClusters(HubConnection hub, DeliveryTarget selected, string work, object target)
    {
        if (selected.Doubt is not null)
        {
            WriteWarning($"What {selected.Owner.Noun} on hub {hub} selects is not settled yet, so works that it has left behind were not looked for. The clusters that it names now were compared.");
            return;
        }

        Run(target, async token =>
        {
            try
            {
                return await new WorkComparer(hub).SurplusAsync(selected, work, token).ConfigureAwait(false);
            }
            catch (HubException exception) when (exception.ErrorId == "Forbidden")
            {
                await Bridge.PostAsync(() => WriteWarning($"Works that {selected.Owner.Noun} has left behind in other clusters were not looked for: {exception.Message}")).ConfigureAwait(false);
                return [];
            }
        }, Tell);
    }

    /// <summary>Tells what is known so far, and waits while more is under way than is read at once.</summary>
    private protected void KeepUp() => KeepUp(Bridge, 2 * ThrottleLimit);

    /// <summary>Tells a failure. Whether the works that it concerns are as they should be is then not known.</summary>
    private protected void Tell(HubException exception, object target)
    {
        _failed = true;
        Report(exception, target);
    }

    /// <summary>The clusters that a placement or a cluster set means now.</summary>
    /// <exception cref="HubException"><c>NotFound</c>, <c>NoClusterSelected</c>, or as the API answers.</exception>
    private protected static Task<DeliveryTarget> SelectedAsync(HubConnection hub, ObjectReference target, CancellationToken cancellationToken) => target is PlacementReference
        ? new DeliveryTargets(hub).PlacementAsync(target.Key, target.Uid, allowEmpty: false, cancellationToken)
        : new DeliveryTargets(hub).ClusterSetAsync(target.Name, target.Uid, allowEmpty: false, cancellationToken);

    /// <summary>Waits for all works, and gives the verdict where one is asked for.</summary>
    /// <param name="expected">Whether there was something to compare, so that having compared nothing is a failure.</param>
    private protected void FinishComparing(bool expected)
    {
        FinishWithProgress(Bridge, () => Progress(Bridge.Counts));
        WriteHubWarnings();
        if (expected && _taken.Count == 0 && !_failed)
        {
            Tell(new HubException("NotFound", "Nothing was compared: what was named has no clusters. Is the pattern, placement or cluster set the right one?"), null!);
        }

        if (Quiet)
        {
            WriteObject(_taken.Count > 0 && !_failed && !_different);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _bridge?.Dispose();
        base.Dispose(disposing);
    }

    private void Run(object target, Func<CancellationToken, Task<IReadOnlyList<WorkDifference>>> compare, Action<IReadOnlyList<WorkDifference>> tell) => Bridge.Run(async token =>
    {
        try
        {
            IReadOnlyList<WorkDifference> rows = await compare(token).ConfigureAwait(false);
            await Bridge.PostAsync(() => tell(rows)).ConfigureAwait(false);
        }
        catch (HubException exception)
        {
            await Bridge.PostAsync(() => Tell(exception, target)).ConfigureAwait(false);
        }
    });

    private void Tell(IReadOnlyList<WorkDifference> rows)
    {
        _different |= rows.Count > 0;
        if (!Quiet)
        {
            WriteObject(rows, enumerateCollection: true);
        }
    }

    private static ProgressRecord Progress((int Done, int Started) counts) =>
        new(ComparingId, "Comparing", string.Create(CultureInfo.InvariantCulture, $"{counts.Done} of {counts.Started} works"))
        {
            PercentComplete = counts.Started == 0 ? 0 : counts.Done * 100 / counts.Started,
        };
}
