using System.ComponentModel;
using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.ClusterSets;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Commands;

/// <summary>A cmdlet that puts clusters into a set or takes them out, each by itself: one that fails does not stop the others.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ClusterSetMemberCmdlet : ClusterTargetCmdlet
{
    private readonly Dictionary<HubConnection, bool> _isThere = [];

    /// <summary>The cluster set, by name or as an object.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [AllowNull]
    [ArgumentCompleter(typeof(ClusterSetCompleter))]
    public ClusterSetReference? ClusterSet { get; set; }

    /// <summary>Clusters, by name or as objects; wildcards may be used. Of objects only these very clusters are changed.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public ClusterReference[]? Cluster { get; set; }

    /// <summary>Returns the clusters.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override IReadOnlyList<ObjectReference>? Clusters => Cluster;

    /// <summary>What is done to each, for -WhatIf and -Confirm.</summary>
    private protected abstract string Action { get; }

    /// <summary>The set's name.</summary>
    private protected string Set => ClusterSet!.Name;

    /// <summary>Looks at a hub's set before any cluster is changed. Whether it is there is asked once.</summary>
    /// <exception cref="HubException">It is none that this can be done to.</exception>
    private protected abstract void Check(HubConnection hub, ClusterSet? set);

    /// <summary>Changes one cluster. Any thread.</summary>
    /// <param name="target">The cluster.</param>
    /// <param name="isThere">Whether there is such a set.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    private protected abstract Task<MembershipChange> ChangeAsync(ClusterTarget target, bool isThere, CancellationToken cancellationToken);

    /// <summary>Tells what became of a cluster.</summary>
    private protected abstract void Tell(ClusterTarget target, MembershipChange change);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            Targets.RefuseEmpty(nameof(ClusterSet), true, [ClusterSet]);
            ClusterSetTarget.RefuseWildcards(ClusterSet!, null);
        }
        catch (HubException exception)
        {
            Fail(exception, ClusterSet?.Source);
        }
    }

    // The hub of a cluster; the set has been looked at there once this returns.
    private protected override HubConnection HubOf(ObjectReference cluster)
    {
        HubConnection hub = HubFor(cluster.Hub ?? ClusterSet!.Hub, cluster.Name, cluster.Source);
        if (ClusterSet!.Hub is { } home && home != hub.Identity)
        {
            Fail(new HubException("HubMismatch", $"The cluster set '{Set}' is from the hub {home}, but the cluster '{cluster.Name}' from {hub}. Nothing was sent."), cluster.Source);
        }

        if (!_isThere.ContainsKey(hub))
        {
            try
            {
                ClusterSet? set = Await(token => new ClusterSetMembership(hub).FindAsync(Set, ClusterSet.Uid, token));
                Check(hub, set);
                _isThere[hub] = set is not null;
            }
            catch (HubException exception)
            {
                Fail(exception, ClusterSet.Source);
            }
        }

        return hub;
    }

    private protected override void Take(ClusterTarget target)
    {
        if (Confirm(target.ToString(), Action))
        {
            Send(target.Source, token => ChangeAsync(target, _isThere[target.Hub], token), change =>
            {
                Tell(target, change);
                if (PassThru)
                {
                    WriteObject(change.Cluster);
                }
            });
        }

        KeepUp();
    }
}
