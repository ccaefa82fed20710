using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.ClusterSets;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Commands;

/// <summary>Takes cluster sets away from namespaces, and tells which placements that concerns.</summary>
[Cmdlet(VerbsCommon.Remove, "OcmClusterSetBinding", DefaultParameterSetName = BySet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
public sealed class RemoveOcmClusterSetBindingCommand : ChangeCmdlet
{
    private const string BySet = "ClusterSet";
    private const string ByBinding = "ClusterSetBinding";

    private readonly HashSet<(string Hub, ObjectKey Key)> _taken = [];

    /// <summary>Cluster sets, by name or as objects.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = BySet, ValueFromPipeline = true)]
    [Alias("Name")]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClusterSetCompleter))]
    public ClusterSetReference[]? ClusterSet { get; set; }

    /// <summary>The namespaces.</summary>
    [Parameter(Position = 1, ParameterSetName = BySet)]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string[]? Namespace { get; set; } = [PlacementReference.DefaultNamespace];

    /// <summary>Bindings from Get-OcmClusterSetBinding. Only these very objects are deleted, not later ones of the same name.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByBinding, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public ClusterSetBindingReference[]? ClusterSetBinding { get; set; }

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
            foreach ((HubConnection hub, ObjectKey key, string uid, object source) in Given())
            {
                if (_taken.Add((hub.Identity, key)))
                {
                    Send(source, token => FindAsync(hub, key, uid, token), found => Remove(hub, found.Binding, found.Placements, source));
                }
            }

            Bridge.Flush();
        }
        catch (HubException exception)
        {
            Fail(exception);
        }
    }

    // All are looked at before the first is sent: a list that is refused has changed nothing.
    private List<(HubConnection Hub, ObjectKey Key, string Uid, object Source)> Given()
    {
        if (ParameterSetName == ByBinding)
        {
            return [.. ClusterSetBinding!.Select(binding => (HubFor(binding.Hub, binding.ToString(), binding.Source), binding.Key, binding.Uid, binding.Source))];
        }

        Targets.RefuseEmpty(nameof(ClusterSet), true, ClusterSet);
        return
        [
            .. from set in ClusterSet
               from @namespace in Namespace!
               select (Target(set), new ObjectKey(@namespace, set.Name), "", Namespace!.Length == 1 ? set.Source : @namespace),
        ];
    }

    private HubConnection Target(ClusterSetReference set)
    {
        ClusterSetTarget.RefuseWildcards(set, $"Remove-OcmClusterSetBinding -Namespace {string.Join(", ", Namespace!)}");
        return HubFor(set.Hub, set.Name, set.Source);
    }

    private static async Task<(ClusterSetBinding Binding, IReadOnlyList<Placement>? Placements)> FindAsync(HubConnection hub, ObjectKey key, string uid, CancellationToken cancellationToken)
    {
        ResourceClient<ClusterSetBinding> bindings = Kinds.ClusterSetBindings.On(hub);
        ClusterSetBinding binding = await bindings.GetAsync(key, cancellationToken: cancellationToken).ConfigureAwait(false) ?? throw Kinds.ClusterSetBindings.NotFound(hub, key);
        if (uid.Length > 0 && binding.Uid != uid)
        {
            throw bindings.Replaced(key);
        }

        try
        {
            return (binding, await new ClusterSetUse(hub).FindPlacementsAsync(key.Namespace, key.Name, cancellationToken).ConfigureAwait(false));
        }
        catch (HubException exception) when (exception.ErrorId == "Forbidden")
        {
            return (binding, null);
        }
    }

    private void Remove(HubConnection hub, ClusterSetBinding binding, IReadOnlyList<Placement>? placements, object source)
    {
        Warn(hub, binding, placements);
        if (Confirm($"cluster set '{binding.ClusterSet}' on hub {hub}", $"Unbind from namespace '{binding.Namespace}'"))
        {
            Send(source, token => DeleteAsync(hub, binding, token), _ =>
                WriteVerbose($"Cluster set '{binding.ClusterSet}' on hub {hub}: unbound from namespace '{binding.Namespace}'{(DryRun ? " (server dry run)" : "")}."));
        }
    }

    private void Warn(HubConnection hub, ClusterSetBinding binding, IReadOnlyList<Placement>? placements)
    {
        string where = $"the namespace '{binding.Namespace}' on hub {hub}";
        string[] only = Names(placements, set => set.Count == 1);
        string[] others = Names(placements, set => set.Count != 1);
        if (placements is null)
        {
            WriteWarning($"You may not list the placements of {where}, so nobody can say here which of them use the cluster set '{binding.ClusterSet}'. They lose its clusters.");
        }

        if (only.Length > 0)
        {
            WriteWarning($"Placements of {where} that name the cluster set '{binding.ClusterSet}' and no other select nothing without its binding: {ClusterSetTarget.Some(only)}.");
        }

        if (others.Length > 0)
        {
            WriteWarning($"Placements of {where} that can use the cluster set '{binding.ClusterSet}' beside others lose its clusters: {ClusterSetTarget.Some(others)}.");
        }
    }

    private static string[] Names(IReadOnlyList<Placement>? placements, Func<IReadOnlyList<string>, bool> which) =>
        [.. (placements ?? []).Where(placement => which(placement.ClusterSets)).Select(placement => placement.Name)];

    // False when somebody else was faster; gone is what was asked for.
    private async Task<bool> DeleteAsync(HubConnection hub, ClusterSetBinding binding, CancellationToken cancellationToken)
    {
        try
        {
            await Kinds.ClusterSetBindings.On(hub).DeleteAsync(binding.Key, binding.Uid, DryRun, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (HubException exception) when (exception.ErrorId == "NotFound")
        {
            return false;
        }
    }
}
