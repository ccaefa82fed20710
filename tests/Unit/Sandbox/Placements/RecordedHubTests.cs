using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Tests.Hub.Model;
using OcmPowerShell.Tests.Sandbox.Agents;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Placements;

/// <summary>What a real hub made of the same objects.</summary>
public sealed class RecordedHubTests
{
    [Fact]
    public async Task A_placement_and_its_decision_look_as_recorded()
    {
        var placement = Read("placement.yaml");
        var decision = Read("placementdecision.yaml");
        await using PlacementHub hub = new();
        hub.Join("one", "two");
        hub.Bind("default");
        hub.Hub.Create(OcmTypes.Placement, "default", AsSent(placement));

        await LooksAsAsync(placement, hub, OcmTypes.Placement);
        await LooksAsAsync(decision, hub, OcmTypes.PlacementDecision);
    }

    [Fact]
    public async Task Cluster_sets_and_their_bindings_look_as_recorded()
    {
        var global = Read("managedclusterset-global.yaml");
        global.ObjectsAt("status", "conditions").Single()["message"] = "2 ManagedClusters selected";
        var binding = Read("managedclustersetbinding.yaml");
        await using PlacementHub hub = new();
        hub.Join("one", "two");
        hub.Hub.Create(OcmTypes.ManagedClusterSetBinding, "default", AsSent(binding));

        await LooksAsAsync(Read("managedclusterset.yaml"), hub, OcmTypes.ManagedClusterSet);
        await LooksAsAsync(global, hub, OcmTypes.ManagedClusterSet);
        await LooksAsAsync(binding, hub, OcmTypes.ManagedClusterSetBinding);
    }

    private static JsonObject Read(string file) => (JsonObject)JsonNode.Parse(Recorded.Read(file).Span)!;

    private static JsonObject AsSent(JsonObject recorded)
    {
        var value = recorded.Copy();
        value.Remove("status");
        var metadata = value.Child("metadata");
        foreach (var name in new[] { "creationTimestamp", "generation", "managedFields", "resourceVersion", "uid" })
        {
            metadata.Remove(name);
        }

        return value;
    }

    private static async Task LooksAsAsync(JsonObject recorded, PlacementHub hub, ResourceType type)
    {
        string? now = null;
        var expected = Told(recorded);
        await TestFleet.UntilAsync(
            () => (now = Told(hub.Hub.Get(type, recorded.Namespace(), recorded.Name()))) == expected,
            () => $"Recorded is\n{expected}\nbut it is\n{now}");
    }

    /// <summary>The object, and what of it the controllers own, without what differs from run to run.</summary>
    private static string Told(JsonObject? value)
    {
        var owned = value.ObjectsAt("metadata", "managedFields")
            .Where(entry => entry.TextAt("manager") is "placement" or "registration")
            .Select(entry => $"{entry.TextAt("manager")} {entry.TextAt("subresource")} {Manifest.Timeless(entry["fieldsV1"])!.ToJsonString()}");
        var text = $"{Manifest.Timeless(value)?.ToJsonString()}\n{string.Join("\n", owned)}";
        return value.ObjectsAt("metadata", "ownerReferences").Aggregate(text, (before, owner) => before.Replace(owner.TextAt("uid")!, "*"));
    }
}
