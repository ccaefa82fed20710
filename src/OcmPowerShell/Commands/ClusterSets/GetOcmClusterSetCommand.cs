using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.ClusterSets;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Commands;

/// <summary>Lists cluster sets with their clusters and the namespaces that they are bound to.</summary>
[Cmdlet(VerbsCommon.Get, "OcmClusterSet")]
[OutputType(typeof(ClusterSet))]
public sealed class GetOcmClusterSetCommand : ObjectQueryCmdlet<ClusterSet>
{
    private readonly Dictionary<string, ClusterSet> _sets = [];

    /// <summary>Names of cluster sets; wildcards may be used.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(ClusterSetCompleter))]
    public string[]? Name { get; set; }

    private protected override ResourceKind<ClusterSet> Kind => Kinds.ClusterSets;

    private protected override IReadOnlyList<NamePattern>? Patterns
    {
        get
        {
            Targets.RefuseEmpty(nameof(Name), MyInvocation.BoundParameters.ContainsKey(nameof(Name)), Name);
            return Name is null ? null : [.. Name.Select(name => new NamePattern(null, name, name))];
        }
    }

    // Sets are few and clusters many: the sets wait, so that one list of clusters serves all.
    private protected override void Take(HubConnection hub, ClusterSet value) => _sets[value.Name] = value;

    private protected override void Complete(HubConnection hub)
    {
        if (_sets.Count == 0)
        {
            return;
        }

        ClusterSet[] sets = [.. _sets.Values];
        _sets.Clear();
        var contents = new ClusterSetContents(hub);
        HubException?[] failures = Await(token => Task.WhenAll(
            FailureOfAsync(contents.FillClustersAsync(sets, token)), FailureOfAsync(contents.FillNamespacesAsync(sets, token))));
        Tell(hub, failures[0], "clusters", "Clusters");
        Tell(hub, failures[1], "bindings", "BoundNamespaces");
        WriteObject(sets, enumerateCollection: true);
    }

    private static async Task<HubException?> FailureOfAsync(Task work)
    {
        try
        {
            await work.ConfigureAwait(false);
            return null;
        }
        catch (HubException exception)
        {
            return exception;
        }
    }

    // Who may see sets but not their clusters gets the sets.
    private void Tell(HubConnection hub, HubException? failure, string what, string property)
    {
        if (failure is { ErrorId: "Forbidden" })
        {
            WriteWarning($"You may not list the {what} of hub {hub}, so the property {property} of its cluster sets is empty. {failure.Message}");
        }
        else if (failure is not null)
        {
            Report(failure, hub);
        }
    }
}
