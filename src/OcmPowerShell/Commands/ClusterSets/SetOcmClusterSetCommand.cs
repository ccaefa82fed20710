using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
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

    private protected override string[]? GoneNamespaces => RemoveManagedNamespace;

    private protected override string[]? GoneLabels => RemoveLabel;

    private protected override string[]? GoneAnnotations => RemoveAnnotation;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (Spec.IsEmpty)
        {
            Fail(new HubException("NothingToChange", "Nothing is named that is to change. Use one or more of -LabelSelector, -ManagedNamespace, -RemoveManagedNamespace, -Label, -RemoveLabel, -Annotation, -RemoveAnnotation."));
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
                if (_taken.Add((hub.Identity, set.Name)) && Confirm($"cluster set '{set.Name}' on hub {hub}", $"Set {string.Join("; ", Parts())}"))
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

    private IEnumerable<string> Parts()
    {
        if (Spec.LabelSelector is not null)
        {
            yield return $"label selector {LabelSelector}";
        }

        foreach (string name in Spec.ManagedNamespaces)
        {
            yield return $"managed namespace {name}";
        }

        foreach (string name in Spec.RemovedNamespaces)
        {
            yield return $"no managed namespace {name}";
        }

        foreach ((string what, IReadOnlyDictionary<string, string?> map) in new[] { ("label", Spec.Labels), ("annotation", Spec.Annotations) })
        {
            foreach ((string key, string? value) in map)
            {
                yield return value is null ? $"no {what} {key}" : $"{what} {key}={value}";
            }
        }
    }
}
