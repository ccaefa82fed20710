using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Works;

/// <summary>Takes works off a hub, with their finalizers where no agent does that.</summary>
internal sealed class WorkRemoval(HubConnection hub)
{
    private readonly ResourceClient<Work> _works = Kinds.Works.On(hub);
    private readonly ConcurrentDictionary<string, bool> _alive = new();

    /// <summary>Whether an agent is there that can take a work's resources off the cluster; yes where that cannot be looked at.</summary>
    public async Task<bool> HasAgentAsync(string cluster, CancellationToken cancellationToken)
    {
        if (!_alive.TryGetValue(cluster, out bool alive))
        {
            alive = await LookAsync(cluster, cancellationToken).ConfigureAwait(false);
            _alive[cluster] = alive;
        }

        return alive;
    }

    /// <summary>Asks for the deletion of this very work; false when it is gone already, which is what was asked for.</summary>
    /// <exception cref="HubException">As the API answers.</exception>
    public async Task<bool> DeleteAsync(Work work, bool dryRun, CancellationToken cancellationToken)
    {
        try
        {
            await _works.DeleteAsync(work.Key, work.Uid, dryRun, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (HubException exception) when (exception.ErrorId == "NotFound")
        {
            return false;
        }
    }

    /// <summary>Takes the finalizers off a work that is being deleted, so that it goes at once.</summary>
    /// <returns>What that leaves on the cluster; empty when the work had gone by itself.</returns>
    /// <exception cref="HubException">As the API answers.</exception>
    public async Task<string> StripAsync(Work work, CancellationToken cancellationToken)
    {
        try
        {
            (_, ChangeAction action) = await _works.ChangeAsync(
                work.Key,
                work.Uid,
                state => state.At("metadata", "deletionTimestamp") is not null && state.ArrayAt("metadata", "finalizers") is { Count: > 0 }
                    ? new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } }
                    : null,
                false,
                cancellationToken).ConfigureAwait(false);
            return action == ChangeAction.Updated ? Left(work) : "";
        }
        catch (HubException exception) when (exception.ErrorId == "NotFound" || (exception.ErrorId == "Conflict" && exception is not ApiStatusException))
        {
            // Gone, or another has the name by now.
            return "";
        }
    }

    private string Left(Work work)
    {
        string[] resources = [.. work.Manifests.Select(manifest => $"{manifest.Kind} {(manifest.ResourceNamespace.Length > 0 ? manifest.ResourceNamespace + "/" : "")}{manifest.ResourceName}")];
        string then = work.PropagationPolicy == "Orphan"
            ? "They stay for good, as its propagation policy Orphan says."
            : "The agent removes them about 60 minutes after it has reached the hub again and found the work gone; if it never does, they stay for good.";
        return $"The work {work} was taken off the hub {hub} without the agent of the cluster '{work.Cluster}'. Its resources stay on the cluster: {ClusterRemovalPlan.List(resources)}. {then}";
    }

    private async Task<bool> LookAsync(string cluster, CancellationToken cancellationToken)
    {
        try
        {
            return await Kinds.Clusters.On(hub).GetAsync(new ObjectKey("", cluster), cancellationToken: cancellationToken).ConfigureAwait(false) is { Accepted: true, Available: true };
        }
        catch (HubException exception) when (exception.ErrorId == "Forbidden")
        {
            return true;
        }
    }
}
