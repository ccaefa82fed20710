using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;

namespace OcmPowerShell.Sandbox.ManagedClusters.Works;

/// <summary>
/// The AppliedManifestWorks of a managed cluster: one for each work, it lists what the work applied and owns it.
/// </summary>
internal sealed class AppliedWorks(IResourceClient cluster, KindCatalog kinds, string hubHash, string agentId)
{
    private const string Finalizer = "cluster.open-cluster-management.io/applied-manifest-work-cleanup";

    private readonly OwnedResources _owned = new(cluster, kinds);

    /// <summary>Its name for a work: the hash of the hub's address tells works of several hubs apart.</summary>
    public string NameOf(string work) => $"{hubHash}-{work}";

    /// <summary>The one of a work, made if it is missing.</summary>
    public JsonObject Ensure(JsonObject work)
    {
        var name = NameOf(work.Name());
        return cluster.Get(OcmTypes.AppliedManifestWork, null, name) ?? cluster.Create(OcmTypes.AppliedManifestWork, null, New(work, name));
    }

    /// <summary>Whether the one of a work is there.</summary>
    public bool Exists(string work) => cluster.Get(OcmTypes.AppliedManifestWork, null, NameOf(work)) is not null;

    /// <summary>Deletes what is no longer among the applied resources, and writes down what is.</summary>
    /// <returns>What is deleted but held by finalizers.</returns>
    public IReadOnlyList<AppliedResource> Track(JsonObject applied, IReadOnlyList<AppliedResource> resources)
    {
        var kept = resources.Select(resource => resource.Identity).ToHashSet();
        var pending = _owned.Delete(Listed(applied).Where(resource => !kept.Contains(resource.Identity)), Ownership.Of(applied));
        Write(applied.Name(), [.. resources, .. pending]);
        return pending;
    }

    /// <summary>Deletes the one of a work, and with it all that the work owns.</summary>
    /// <returns>What is deleted but held by finalizers; the AppliedManifestWork is gone when this is empty.</returns>
    public IReadOnlyList<AppliedResource> Remove(string work)
    {
        var name = NameOf(work);
        cluster.Delete(OcmTypes.AppliedManifestWork, null, name);
        if (cluster.Get(OcmTypes.AppliedManifestWork, null, name) is not { } applied)
        {
            return [];
        }

        var pending = _owned.Delete(Listed(applied), Ownership.Of(applied));
        Write(name, pending);
        if (pending.Count == 0)
        {
            cluster.Change(OcmTypes.AppliedManifestWork, null, name, value => value.RemoveFinalizer(Finalizer));
        }

        return pending;
    }

    private void Write(string name, IReadOnlyList<AppliedResource> resources) =>
        cluster.ChangeStatus(OcmTypes.AppliedManifestWork, null, name, value =>
        {
            var status = value.Child("status");
            if (resources.Count == 0)
            {
                status.Remove("appliedResources");
                return;
            }

            status["appliedResources"] = new JsonArray(
            [
                .. resources
                    .OrderBy(resource => resource.Group, StringComparer.Ordinal)
                    .ThenBy(resource => resource.Version, StringComparer.Ordinal)
                    .ThenBy(resource => resource.Resource, StringComparer.Ordinal)
                    .ThenBy(resource => resource.Namespace, StringComparer.Ordinal)
                    .ThenBy(resource => resource.Name, StringComparer.Ordinal)
                    .Select(resource => resource.ToJson()),
            ]);
        });

    private static IEnumerable<AppliedResource> Listed(JsonObject applied) =>
        applied.ObjectsAt("status", "appliedResources").Select(AppliedResource.From);

    private JsonObject New(JsonObject work, string name)
    {
        var metadata = new JsonObject { ["name"] = name, ["finalizers"] = new JsonArray(Finalizer) };
        if (work.ObjectAt("metadata", "labels") is { Count: > 0 } labels)
        {
            metadata["labels"] = labels.DeepClone();
        }

        return new JsonObject
        {
            ["apiVersion"] = OcmTypes.AppliedManifestWork.ApiVersion,
            ["kind"] = OcmTypes.AppliedManifestWork.Kind,
            ["metadata"] = metadata,
            ["spec"] = new JsonObject
            {
                ["agentID"] = agentId,
                ["hubHash"] = hubHash,
                ["manifestWorkName"] = work.Name(),
            },
        };
    }
}
