using System.Collections;
using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Commands;

/// <summary>Changes labels, annotations, the cluster set or the lease of managed clusters: what is named, nothing else.</summary>
[Cmdlet(VerbsCommon.Set, "OcmCluster", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Cluster))]
public sealed class SetOcmClusterCommand : ClusterChangeCmdlet
{
    private ClusterUpdate _fields = new();
    private ClusterSetChoice? _set;

    /// <summary>Labels to set; others stay.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Label { get; set; }

    /// <summary>Keys of labels to take away.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(LabelKeyCompleter))]
    public string[]? RemoveLabel { get; set; }

    /// <summary>Annotations to set; others stay.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Annotation { get; set; }

    /// <summary>Keys of annotations to take away.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(AnnotationKeyCompleter))]
    public string[]? RemoveAnnotation { get; set; }

    /// <summary>The cluster set to belong to, in place of the one that it is in.</summary>
    [Parameter]
    [AllowNull]
    [ArgumentCompleter(typeof(ClusterSetCompleter))]
    public ClusterSetReference? ClusterSet { get; set; }

    /// <summary>Seconds between two signs of life of the cluster's agent; after five of these in silence it counts as unreachable.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int LeaseDurationSeconds { get; set; }

    private protected override string Action => $"Set {string.Join("; ", Parts())}";

    private protected override void Check()
    {
        Targets.RefuseEmpty(nameof(RemoveLabel), Has(nameof(RemoveLabel)), RemoveLabel);
        Targets.RefuseEmpty(nameof(RemoveAnnotation), Has(nameof(RemoveAnnotation)), RemoveAnnotation);
        _set = ClusterSetChoice.From(Has(nameof(ClusterSet)), ClusterSet);
        _fields = new ClusterUpdate
        {
            Labels = ClusterArguments.Map(nameof(Label), Label, nameof(RemoveLabel), RemoveLabel, isLabel: true),
            Annotations = ClusterArguments.Map(nameof(Annotation), Annotation, nameof(RemoveAnnotation), RemoveAnnotation, isLabel: false),
            ClusterSet = _set?.Name,
            LeaseDurationSeconds = Has(nameof(LeaseDurationSeconds)) ? LeaseDurationSeconds : null,
        };
        if (_fields.IsEmpty)
        {
            throw new HubException("NothingToChange", "Nothing is named that is to change. Use one or more of -Label, -RemoveLabel, -Annotation, -RemoveAnnotation, -ClusterSet, -LeaseDurationSeconds.");
        }

        if (ClusterArguments.WarningOf(_fields.Labels.Keys) is { } warning)
        {
            WriteWarning(warning);
        }
    }

    private protected override void Prepare(ClusterTarget target)
    {
        try
        {
            if (_set?.IsNew(target.Hub) == true)
            {
                Await(token => _set.RequireAsync(target.Hub, token));
            }
        }
        catch (HubException exception)
        {
            Fail(exception, _set!.Source);
        }
    }

    private protected override Task<(Cluster Cluster, ChangeAction Action)> ChangeAsync(ClusterTarget target, CancellationToken cancellationToken) =>
        new ClusterClient(target.Hub).UpdateAsync(target.Name, target.Uid, _fields, DryRun, cancellationToken);

    private bool Has(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private IEnumerable<string> Parts()
    {
        foreach ((string what, IReadOnlyDictionary<string, string?> map) in new[] { ("label", _fields.Labels), ("annotation", _fields.Annotations) })
        {
            foreach ((string key, string? value) in map)
            {
                yield return value is null ? $"no {what} {key}" : $"{what} {key}={value}";
            }
        }

        if (_fields.ClusterSet is { } set)
        {
            yield return $"cluster set {set}";
        }

        if (_fields.LeaseDurationSeconds is { } seconds)
        {
            yield return $"lease {seconds} s";
        }
    }
}
