using System.Collections;
using System.ComponentModel;
using System.Management.Automation;
using System.Text.Json.Nodes;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
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
    [ArgumentCompleter(typeof(LabelCompleter))]
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

    /// <summary>Namespaces to manage no longer; none for a new set.</summary>
    private protected virtual string[]? GoneNamespaces => null;

    /// <summary>Keys of labels to take off; none for a new set.</summary>
    private protected virtual string[]? GoneLabels => null;

    /// <summary>Keys of annotations to take off; none for a new set.</summary>
    private protected virtual string[]? GoneAnnotations => null;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            RefuseEmpty(nameof(ManagedNamespace), ManagedNamespace);
            RefuseEmpty("RemoveManagedNamespace", GoneNamespaces);
            RefuseEmpty("RemoveLabel", GoneLabels);
            RefuseEmpty("RemoveAnnotation", GoneAnnotations);
            Array.ForEach(ManagedNamespace ?? [], CheckNamespace);
            _spec = new ClusterSetSpec
            {
                LabelSelector = MyInvocation.BoundParameters.ContainsKey(nameof(LabelSelector)) ? Selector() : null,
                ManagedNamespaces = ManagedNamespace ?? [],
                RemovedNamespaces = GoneNamespaces ?? [],
                Labels = ClusterArguments.Map(nameof(Label), Label, "RemoveLabel", GoneLabels, isLabel: true),
                Annotations = ClusterArguments.Map(nameof(Annotation), Annotation, "RemoveAnnotation", GoneAnnotations, isLabel: false),
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

    private void RefuseEmpty(string parameter, string[]? values) => Targets.RefuseEmpty(parameter, MyInvocation.BoundParameters.ContainsKey(parameter), values);

    private void CheckNamespace(string name)
    {
        ClusterSetRules.CheckNamespace(name);
        if (GoneNamespaces?.Contains(name) == true)
        {
            throw new HubException("InvalidArgument", $"'{name}' is in -ManagedNamespace and in -RemoveManagedNamespace: it cannot be managed and not.");
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
