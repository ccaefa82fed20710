using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.ClusterSets;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Commands;

/// <summary>Binds cluster sets to namespaces, whose placements may then use them.</summary>
[Cmdlet(VerbsCommon.New, "OcmClusterSetBinding", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ClusterSetBinding))]
public sealed class NewOcmClusterSetBindingCommand : ChangeCmdlet
{
    private readonly HashSet<(string Hub, string Set)> _taken = [];

    /// <summary>Cluster sets, by name or as objects.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClusterSetCompleter))]
    public ClusterSetReference[]? ClusterSet { get; set; }

    /// <summary>The namespaces.</summary>
    [Parameter(Position = 1)]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string[]? Namespace { get; set; } = [PlacementReference.DefaultNamespace];

    private protected override string Changes => "bindings";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            Targets.RefuseEmpty(nameof(Namespace), true, Namespace);
            Array.ForEach(Namespace!, ClusterSetRules.CheckNamespace);
        }
        catch (HubException exception)
        {
            Fail(exception, Namespace);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            Targets.RefuseEmpty(nameof(ClusterSet), true, ClusterSet);
            foreach ((HubConnection hub, ClusterSetReference set) in Array.ConvertAll(ClusterSet!, Target))
            {
                if (_taken.Add((hub.Identity, set.Name)))
                {
                    Send(set.Source, token => FindAsync(hub, set, token), _ => Bind(hub, set));
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
        ClusterSetTarget.RefuseWildcards(set, $"New-OcmClusterSetBinding -Namespace {string.Join(", ", Namespace!)}");
        return (HubFor(set.Hub, set.Name, set.Source), set);
    }

    // The hub would take a binding of a set that is not there, and its placements would select nothing.
    private static async Task<ClusterSet> FindAsync(HubConnection hub, ClusterSetReference reference, CancellationToken cancellationToken)
    {
        ResourceClient<ClusterSet> sets = Kinds.ClusterSets.On(hub);
        ClusterSet set = await sets.GetAsync(reference.Key, cancellationToken: cancellationToken).ConfigureAwait(false) ?? throw Kinds.ClusterSets.NotFound(hub, reference.Key);
        return reference.Uid.Length > 0 && set.Uid != reference.Uid ? throw sets.Replaced(set.Key) : set;
    }

    private void Bind(HubConnection hub, ClusterSetReference set)
    {
        foreach (string @namespace in Namespace!.Distinct())
        {
            if (Confirm($"cluster set '{set.Name}' on hub {hub}", $"Bind to namespace '{@namespace}'"))
            {
                object target = Namespace!.Length == 1 ? set.Source : @namespace;
                Send(target, token => new ClusterSetBindings(hub).BindAsync(set.Name, @namespace, DryRun, token), bound => Tell(hub, bound.Binding, bound.Action));
            }
        }
    }

    private void Tell(HubConnection hub, ClusterSetBinding binding, ChangeAction action)
    {
        WriteVerbose($"Cluster set '{binding.ClusterSet}' on hub {hub}: {(action == ChangeAction.Unchanged ? "already bound" : "bound")} to namespace '{binding.Namespace}'{(DryRun ? " (server dry run)" : "")}.");
        WriteObject(binding);
    }
}
