using System.Collections;
using System.ComponentModel;
using System.Management.Automation;
using System.Text.Json.Nodes;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.ClusterSets;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Hub.Placements.Spec;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Commands;

/// <summary>A cmdlet that is told what a cluster set is to hold.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ClusterSetSpecCmdlet : ChangeCmdlet
{
    private ClusterSetSpec? _spec;

    /// <summary>Selects clusters by their labels, as in <c>env=prod,!legacy</c>, in place of clusters that join the set.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyString]
    public string? LabelSelector { get; set; }

    /// <summary>Namespaces that the set's clusters are to get, beside those that it has.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? ManagedNamespace { get; set; }

    /// <summary>Labels of the set itself; others stay.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Label { get; set; }

    /// <summary>Annotations of the set itself; others stay.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Annotation { get; set; }

    private protected override string Changes => "cluster sets";

    private protected ClusterSetSpec Spec => _spec!;

    /// <summary>What is to be taken away; nothing for a new set.</summary>
    private protected virtual ClusterSetSpec Removed => new();

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            Targets.RefuseEmpty(nameof(ManagedNamespace), MyInvocation.BoundParameters.ContainsKey(nameof(ManagedNamespace)), ManagedNamespace);
            Array.ForEach(ManagedNamespace ?? [], ClusterSetRules.CheckNamespace);
            _spec = Removed with
            {
                LabelSelector = MyInvocation.BoundParameters.ContainsKey(nameof(LabelSelector)) ? Selector() : null,
                ManagedNamespaces = ManagedNamespace ?? [],
                Labels = TextMap.From(nameof(Label), Label),
                Annotations = TextMap.From(nameof(Annotation), Annotation),
            };
        }
        catch (HubException exception)
        {
            Fail(exception);
        }
    }

    /// <summary>Changes a set that exists. Any thread.</summary>
    private protected async Task<(ClusterSet Set, ChangeAction Action, bool WasExclusive)> ChangeAsync(HubConnection hub, ObjectKey key, string uid, CancellationToken cancellationToken)
    {
        bool wasExclusive = false;
        (ClusterSet set, ChangeAction action) = await Kinds.ClusterSets.On(hub).ChangeAsync(
            key,
            uid,
            state =>
            {
                wasExclusive = ClusterSetFacts.Parse(state).IsExclusive;
                return Spec.PatchOf(state);
            },
            DryRun,
            cancellationToken).ConfigureAwait(false);
        return (set, action, wasExclusive);
    }

    /// <summary>Tells what became of a set.</summary>
    private protected void Tell(HubConnection hub, ClusterSet set, ChangeAction action, bool wasExclusive, bool show)
    {
        WriteVerbose($"Cluster set '{set.Name}' on hub {hub}: {action}{(DryRun ? " (server dry run)" : "")}.");
        if (wasExclusive && set.SelectorType == "LabelSelector")
        {
            WriteWarning($"The cluster set '{set.Name}' on hub {hub} selects clusters by the labels {set.LabelSelector} now. Clusters that had joined it are in it no longer unless they have these labels. Get-OcmCluster -LabelSelector {ClusterSetFacts.ClusterSetLabel}={set.Name} lists them; Add-OcmClusterSetMember puts them into another set.");
        }

        if (show)
        {
            WriteObject(set);
        }
    }

    private JsonObject Selector()
    {
        JsonObject selector = SelectorText.ToLabelSelector(string.IsNullOrWhiteSpace(LabelSelector) ? [] : SelectorText.Parse(LabelSelector));
        return selector.Count > 0
            ? selector
            : throw new HubException("EmptyTarget", "-LabelSelector was given but is empty, and empty never means all. Is a variable not set? A set of all clusters is there on every hub: its name is 'global'.");
    }
}
