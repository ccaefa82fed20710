using System.Collections;
using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Commands;

/// <summary>Makes managed clusters known to the hub before they join.</summary>
[Cmdlet(VerbsCommon.New, "OcmCluster", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Cluster))]
public sealed class NewOcmClusterCommand : ChangeCmdlet
{
    private ClusterUpdate _fields = new();
    private ClusterSetChoice? _set;

    /// <summary>Names of the clusters, which they must use when they join.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? Name { get; set; }

    /// <summary>Labels.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Label { get; set; }

    /// <summary>Annotations.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Annotation { get; set; }

    /// <summary>The cluster set to belong to; the hub's 'default' when left out.</summary>
    [Parameter]
    [AllowNull]
    [ArgumentCompleter(typeof(ClusterSetCompleter))]
    public ClusterSetReference? ClusterSet { get; set; }

    /// <summary>Lets the clusters in as soon as they come, which takes a right of its own.</summary>
    [Parameter]
    public SwitchParameter Accepted { get; set; }

    /// <summary>Seconds between two signs of life of a cluster's agent; after five of these in silence it counts as unreachable. The hub's default is 60.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int LeaseDurationSeconds { get; set; }

    /// <summary>Also updates clusters that exist: what is named, nothing else.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override string Changes => "clusters";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            Targets.RefuseEmpty(nameof(Name), true, Name);
            Array.ForEach(Name!, ClusterArguments.CheckName);
            _set = ClusterSetChoice.From(MyInvocation.BoundParameters.ContainsKey(nameof(ClusterSet)), ClusterSet);
            _fields = new ClusterUpdate
            {
                Labels = ClusterArguments.Map(nameof(Label), Label, "", null, isLabel: true),
                Annotations = ClusterArguments.Map(nameof(Annotation), Annotation, "", null, isLabel: false),
                ClusterSet = _set?.Name,
                LeaseDurationSeconds = MyInvocation.BoundParameters.ContainsKey(nameof(LeaseDurationSeconds)) ? LeaseDurationSeconds : null,
                Accepted = Accepted,
            };
            if (ClusterArguments.WarningOf(_fields.Labels.Keys) is { } warning)
            {
                WriteWarning(warning);
            }
        }
        catch (HubException exception)
        {
            Fail(exception, Name);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        HubConnection hub = Hubs[0];
        try
        {
            if (_set?.IsNew(hub) == true)
            {
                Await(token => _set.RequireAsync(hub, token));
            }
        }
        catch (HubException exception)
        {
            Fail(exception, _set!.Source);
        }

        foreach (string name in Name!.Distinct())
        {
            if (Confirm($"cluster '{name}' on hub {hub}", PlannedAction()))
            {
                Send(name, token => SendAsync(hub, name, token), sent => Tell(hub, sent));
            }

            KeepUp();
        }
    }

    private string PlannedAction()
    {
        string verb = Force ? "Create, or update what exists" : "Create";
        return Accepted ? $"{verb}, accepted" : verb;
    }

    private async Task<(Cluster Cluster, ChangeAction Action)> SendAsync(HubConnection hub, string name, CancellationToken cancellationToken)
    {
        var clusters = new ClusterClient(hub);
        return Force
            ? await clusters.CreateOrUpdateAsync(name, _fields, DryRun, cancellationToken).ConfigureAwait(false)
            : (await clusters.CreateAsync(name, _fields, DryRun, cancellationToken).ConfigureAwait(false), ChangeAction.Created);
    }

    private void Tell(HubConnection hub, (Cluster Cluster, ChangeAction Action) sent)
    {
        WriteVerbose($"Managed cluster '{sent.Cluster}' on hub {hub}: {sent.Action}{(DryRun ? " (server dry run)" : "")}.");
        WriteObject(sent.Cluster);
    }
}
