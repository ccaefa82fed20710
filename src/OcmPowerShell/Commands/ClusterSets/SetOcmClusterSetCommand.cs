using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.ClusterSets;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Commands;

/// <summary>Changes cluster sets: what is named, nothing else.</summary>
[Cmdlet(VerbsCommon.Set, "OcmClusterSet", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ClusterSet))]
public sealed class SetOcmClusterSetCommand : ClusterSetSpecCmdlet
{
    private readonly HashSet<(string Hub, string Name)> _taken = [];

    /// <summary>Cluster sets, by name or as objects. Of objects only these very sets are changed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClusterSetCompleter))]
    public ClusterSetReference[]? ClusterSet { get; set; }

    /// <summary>Namespaces that the set is to manage no longer.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? RemoveManagedNamespace { get; set; }

    /// <summary>Keys of labels to take off the set itself.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? RemoveLabel { get; set; }

    /// <summary>Keys of annotations to take off the set itself.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? RemoveAnnotation { get; set; }

    /// <summary>Returns the sets.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override ClusterSetSpec Removed => new()
    {
        RemovedNamespaces = Keys(nameof(RemoveManagedNamespace), RemoveManagedNamespace),
        RemovedLabels = Keys(nameof(RemoveLabel), RemoveLabel),
        RemovedAnnotations = Keys(nameof(RemoveAnnotation), RemoveAnnotation),
    };

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        string? both = Both(nameof(ManagedNamespace), Spec.ManagedNamespaces, Spec.RemovedNamespaces)
            ?? Both(nameof(Label), Spec.Labels.Keys, Spec.RemovedLabels)
            ?? Both(nameof(Annotation), Spec.Annotations.Keys, Spec.RemovedAnnotations);
        bool isNothing = Spec.LabelSelector is null
            && Spec.ManagedNamespaces.Count + Spec.RemovedNamespaces.Count + Spec.Labels.Count + Spec.RemovedLabels.Count + Spec.Annotations.Count + Spec.RemovedAnnotations.Count == 0;
        if (both is not null || isNothing)
        {
            Fail(new HubException("InvalidArgument", both ?? "Nothing was named that is to change. Give -LabelSelector, -ManagedNamespace, -Label, -Annotation or one of the parameters that remove."));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            Targets.RefuseEmpty(nameof(ClusterSet), true, ClusterSet);

            // All are looked at before the first is sent: a list that is refused has changed nothing.
            foreach ((HubConnection hub, ClusterSetReference set) in Array.ConvertAll(ClusterSet!, Target))
            {
                if (_taken.Add((hub.Identity, set.Name)) && Confirm($"cluster set '{set.Name}' on hub {hub}", "Set"))
                {
                    Send(set.Source, token => ChangeAsync(hub, set.Key, set.Uid, token), changed => Tell(hub, changed.Set, changed.Action, changed.WasExclusive, PassThru));
                }
            }

            Bridge.Flush();
        }
        catch (HubException exception)
        {
            Fail(exception);
        }
    }

    private (HubConnection Hub, ClusterSetReference Set) Target(ClusterSetReference set)
    {
        ClusterSetTarget.RefuseWildcards(set, "Set-OcmClusterSet …");
        return (HubFor(set.Hub, set.Name, set.Source), set);
    }

    private string[] Keys(string parameter, string[]? keys)
    {
        Targets.RefuseEmpty(parameter, MyInvocation.BoundParameters.ContainsKey(parameter), keys);
        return keys ?? [];
    }

    private static string? Both(string parameter, IEnumerable<string> added, IReadOnlyCollection<string> removed) =>
        added.FirstOrDefault(removed.Contains) is { } key ? $"'{key}' is in -{parameter} and in -Remove{parameter}. Leave it out of one of them." : null;
}
