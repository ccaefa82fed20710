using System.Globalization;
using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.ClusterSets;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Waiting;

namespace OcmPowerShell.Commands;

/// <summary>Deletes cluster sets that no namespace is bound to.</summary>
[Cmdlet(VerbsCommon.Remove, "OcmClusterSet", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
public sealed class RemoveOcmClusterSetCommand : WaitingChangeCmdlet
{
    private readonly HashSet<(string Hub, string Name)> _taken = [];
    private WaitList<ClusterSet>? _waits;

    /// <summary>Cluster sets, by name or as objects. Of objects only these very sets are deleted, not later ones of the same name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClusterSetCompleter))]
    public ClusterSetReference[]? ClusterSet { get; set; }

    private protected override string Changes => "cluster sets";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            Targets.RefuseEmpty(nameof(ClusterSet), true, ClusterSet);
            _waits ??= new WaitList<ClusterSet>(Kinds.ClusterSets, WaitGoal<ClusterSet>.Gone(set => set.Deleting ? "Deleting" : "not deleted"), Timeout);
            foreach ((HubConnection hub, ClusterSetReference set) in Array.ConvertAll(ClusterSet!, Target))
            {
                if (_taken.Add((hub.Identity, set.Name)))
                {
                    Plan(hub, set);
                }
            }

            Bridge.Flush();
        }
        catch (HubException exception)
        {
            Fail(exception);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_waits is not null)
        {
            FinishAll(_waits, _ => { });
        }
    }

    private (HubConnection Hub, ClusterSetReference Set) Target(ClusterSetReference set)
    {
        ClusterSetTarget.RefuseWildcards(set, "Remove-OcmClusterSet");
        return (HubFor(set.Hub, set.Name, set.Source), set);
    }

    private void Plan(HubConnection hub, ClusterSetReference set)
    {
        if (ClusterSetRules.IsBuiltIn(set.Name))
        {
            Report(new HubException("BuiltInClusterSet", $"The cluster set '{set.Name}' is one that the hub {hub} keeps itself: it would be made again at once. Nothing was deleted."), set.Source);
            return;
        }

        var use = new ClusterSetUse(hub);
        Send(
            set.Source,
            async token =>
            {
                ClusterSet found = await use.FindUnboundAsync(set.Name, set.Uid, token).ConfigureAwait(false);
                return (Set: found, Members: found.Facts!.IsExclusive ? await MembersAsync(use, set.Name, token).ConfigureAwait(false) : []);
            },
            plan => Remove(hub, plan.Set, plan.Members, set.Source));
    }

    // Null when the user may not list clusters; that is no reason not to delete the set.
    private static async Task<IReadOnlyList<string>?> MembersAsync(ClusterSetUse use, string set, CancellationToken cancellationToken)
    {
        try
        {
            return await use.FindMembersAsync(set, cancellationToken).ConfigureAwait(false);
        }
        catch (HubException exception) when (exception.ErrorId == "Forbidden")
        {
            return null;
        }
    }

    private void Remove(HubConnection hub, ClusterSet set, IReadOnlyList<string>? members, object source)
    {
        if (members is null)
        {
            WriteWarning($"You may not list the clusters of hub {hub}, so nobody can say here which of them are in the cluster set '{set.Name}'. They keep its label, and are in no such set once it is deleted.");
        }
        else if (members.Count > 0)
        {
            WriteWarning(string.Create(CultureInfo.InvariantCulture, $"{members.Count} cluster(s) on hub {hub} carry the label of the cluster set '{set.Name}' and keep it: {ClusterSetTarget.Some(members)}. Once the set is deleted they are in no set but those that select by labels, such as 'global', until they are moved, as with: Get-OcmCluster -LabelSelector {ClusterSetFacts.ClusterSetLabel}={set.Name} | Add-OcmClusterSetMember {ClusterSetRules.Default}"));
        }

        if (Confirm($"cluster set '{set.Name}' on hub {hub}", "Remove"))
        {
            Send(source, token => DeleteAsync(hub, set, token), wasThere => AddWait(wasThere, hub, set, source));
        }
    }

    // False when somebody else was faster; gone is what was asked for.
    private async Task<bool> DeleteAsync(HubConnection hub, ClusterSet set, CancellationToken cancellationToken)
    {
        try
        {
            await Kinds.ClusterSets.On(hub).DeleteAsync(set.Key, set.Uid, DryRun, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (HubException exception) when (exception.ErrorId == "NotFound")
        {
            return false;
        }
    }

    private void AddWait(bool wasThere, HubConnection hub, ClusterSet set, object source)
    {
        if (wasThere)
        {
            _waits!.Add(hub, set, source);
        }
    }
}
