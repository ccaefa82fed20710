using System.Text.Json.Nodes;
using FsCheck.Fluent;
using OcmPowerShell.Hub;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Kinds;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Agents;

public sealed class OddWorkTests
{
    private static readonly string[] Names =
    [
        "metadata", "name", "namespace", "labels", "annotations", "ownerReferences", "finalizers", "spec", "status", "replicas", "template",
        "containers", "image", "ports", "port", "strategy", "type", "selector", "clusterIP", "conditions", "group", "versions", "names", "data",
    ];

    [Fact]
    public async Task Whatever_a_work_holds_the_agent_reports_on_it_and_goes_on()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        var values = Value(4);
        List<string> created = [];
        foreach (var (parts, number) in values.Sample(300, 25).Chunk(2).Select((parts, number) => (parts, number)))
        {
            var kind = KubernetesKinds.Hub[number % KubernetesKinds.Hub.Count].Type;
            var manifest = parts[0] as JsonObject ?? [];
            manifest["apiVersion"] = kind.ApiVersion;
            manifest["kind"] = kind.Kind;
            var metadata = manifest["metadata"] as JsonObject ?? [];
            metadata["name"] = $"odd{number}";
            metadata["namespace"] = "default";
            manifest["metadata"] = metadata.Parent is null ? metadata : metadata.DeepClone();
            if (parts.Length > 1)
            {
                manifest["spec"] = parts[1]?.DeepClone();
            }

            try
            {
                created.Add(fleet.CreateWork("one", $"w{number}", Manifest.List(manifest)).Name());
            }
            catch (ApiException)
            {
                // The hub's own rules keep the worst out.
            }
        }

        Assert.True(created.Count > 50, $"The hub took only {created.Count} works.");
        foreach (var name in created)
        {
            await fleet.WorkAsync("one", name, work => ConditionList.Find(work.ArrayAt("status", "conditions"), "Applied") is not null);
            fleet.Hub.Delete(OcmTypes.ManifestWork, "one", name);
        }

        Assert.Empty(fleet.Faults.Select(fault => $"{fault.Actor} {fault.Subject} {fault.Error}"));
    }

    private static FsCheck.Gen<JsonNode?> Value(int depth)
    {
        var scalar = Gen.Elements("\"x\"", "1", "-1", "0.5", "99999999999999999999", "true", "null", "\"\"", "\"25%\"", "\"broken\"")
            .Select(text => JsonNode.Parse(text));
        if (depth == 0)
        {
            return scalar;
        }

        var list = Value(depth - 1).ListOf(3).Select(items => (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())]));
        var members = Gen.Elements(Names).Zip(Value(depth - 1)).ListOf(5).Select(pairs => (JsonNode?)new JsonObject(
            pairs.DistinctBy(pair => pair.Item1).Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2?.DeepClone()))));
        return Gen.OneOf(scalar, list, members, members, members);
    }
}
