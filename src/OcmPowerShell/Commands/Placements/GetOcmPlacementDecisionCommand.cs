using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Placements;

namespace OcmPowerShell.Commands;

/// <summary>Lists the clusters that placements have selected, a row each.</summary>
[Cmdlet(VerbsCommon.Get, "OcmPlacementDecision")]
[OutputType(typeof(PlacementDecision))]
public sealed class GetOcmPlacementDecisionCommand : MultiHubCmdlet
{
    private const int RequestsAtOnce = 16;

    private readonly HashSet<(HubConnection Hub, string Placement)> _asked = [];
    private PipelineBridge? _bridge;

    /// <summary>Placements, as in <c>prod/web</c>, or as objects; wildcards may be used. A name alone is in the namespace <c>default</c>. All placements when not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(PlacementCompleter))]
    public PlacementReference[]? Placement { get; set; }

    /// <summary>PlacementDecisions a request; one request for all when not given.</summary>
    [Parameter]
    [ValidateRange(1, 100_000)]
    public int? PageSize { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            _bridge ??= NewBridge(RequestsAtOnce);
            if (MyInvocation.BoundParameters.ContainsKey(nameof(Placement)))
            {
                Targets.RefuseEmpty(nameof(Placement), true, Placement);
                foreach (PlacementReference placement in Placement ?? [])
                {
                    Find(placement);
                }
            }
            else
            {
                foreach (HubConnection hub in Hubs)
                {
                    List(hub, null, hub);
                }
            }

            _bridge.Flush();
        }
        catch (HubException exception)
        {
            Fail(exception);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_bridge is not null)
        {
            Finish(_bridge);
            WriteHubWarnings();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _bridge?.Dispose();
        base.Dispose(disposing);
    }

    private void Find(PlacementReference placement)
    {
        foreach (HubConnection hub in HubsFor(placement.Hub, placement.ToString(), placement.Source))
        {
            if (!_asked.Add((hub, placement.ToString())))
            {
                continue;
            }

            if (Targets.IsPattern(placement.ToString()))
            {
                List(hub, new NamePattern(placement.Namespace, placement.Name, placement.ToString()), placement.Source);
            }
            else
            {
                Start(placement.Source, async token =>
                {
                    IReadOnlyList<PlacementDecision> rows = await new PlacementClient(hub).GetDecisionsAsync(placement.Key, PageSize, token).ConfigureAwait(false);
                    await _bridge!.PostAsync(() => WriteObject(rows, enumerateCollection: true)).ConfigureAwait(false);
                });
            }
        }
    }

    private void List(HubConnection hub, NamePattern? pattern, object target) => Start(target, async token =>
    {
        string? name = pattern is { IsExact: true } ? pattern.Name : null;
        var rows = new PlacementClient(hub).ListDecisionsAsync(pattern?.OnlyNamespace, name, PageSize, key => pattern is null || pattern.Matches(key), token);
        await foreach (PlacementDecision row in rows.ConfigureAwait(false))
        {
            await _bridge!.PostAsync(() => WriteObject(row)).ConfigureAwait(false);
        }
    });

    private void Start(object target, Func<CancellationToken, Task> find) => _bridge!.Run(async token =>
    {
        try
        {
            await find(token).ConfigureAwait(false);
        }
        catch (HubException exception)
        {
            await _bridge.PostAsync(() => Report(exception, target)).ConfigureAwait(false);
        }
    });
}
