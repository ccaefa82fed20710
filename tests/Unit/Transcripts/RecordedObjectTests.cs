using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OcmPowerShell.Hub.Yaml;
using OcmPowerShell.Sandbox;
using OcmPowerShell.Tests.Contract;
using OcmPowerShell.Tests.Sandbox.Api;
using Xunit;

namespace OcmPowerShell.Tests.Transcripts;

/// <summary>
/// Creates what was created on a real hub, and compares what controllers and agents make of it with what those of the
/// real hub made. No pod ever ran there, so none becomes ready here.
/// </summary>
public sealed partial class RecordedObjectTests
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";
    private const string Cluster = "/apis/cluster.open-cluster-management.io";
    private const string Work = "/apis/work.open-cluster-management.io";
    private const string AddOn = "/apis/addon.open-cluster-management.io";

    /// <summary>What a person applied, in order: the file, and the collection.</summary>
    private static readonly (string File, string Collection)[] Applied =
    [
        ("managedclustersetbinding.yaml", $"{Cluster}/v1beta2/namespaces/default/managedclustersetbindings"),
        ("placement.yaml", $"{Cluster}/v1beta1/namespaces/default/placements"),
        ("manifestworkreplicaset.yaml", $"{Work}/v1alpha1/namespaces/default/manifestworkreplicasets"),
        ("addontemplate.yaml", $"{AddOn}/v1alpha1/addontemplates"),
        ("clustermanagementaddon.yaml", $"{AddOn}/v1alpha1/clustermanagementaddons"),
        ("managedclusteraddon.yaml", $"{AddOn}/v1alpha1/namespaces/one/managedclusteraddons"),
        ("manifestwork-applied.yaml", $"{Work}/v1/namespaces/one/manifestworks"),
        ("manifestwork-nginx.yaml", $"{Work}/v1/namespaces/one/manifestworks"),
    ];

    /// <summary>What is compared: the file, and where the object is.</summary>
    private static readonly (string File, string Target)[] Compared =
    [
        ("managedcluster.yaml", $"{Cluster}/v1/managedclusters/one"),
        ("cluster-namespace.yaml", "/api/v1/namespaces/one"),
        ("lease.yaml", "/apis/coordination.k8s.io/v1/namespaces/one/leases/managed-cluster-lease"),
        ("managedclusterset.yaml", $"{Cluster}/v1beta2/managedclustersets/default"),
        ("managedclusterset-global.yaml", $"{Cluster}/v1beta2/managedclustersets/global"),
        ("managedclustersetbinding.yaml", $"{Cluster}/v1beta2/namespaces/default/managedclustersetbindings/default"),
        ("placement.yaml", $"{Cluster}/v1beta1/namespaces/default/placements/placement1"),
        ("placementdecision.yaml", $"{Cluster}/v1beta1/namespaces/default/placementdecisions/placement1-decision-1"),
        ("manifestworkreplicaset.yaml", $"{Work}/v1alpha1/namespaces/default/manifestworkreplicasets/fleet-cm"),
        ("addontemplate.yaml", $"{AddOn}/v1alpha1/addontemplates/hello-template"),
        ("clustermanagementaddon.yaml", $"{AddOn}/v1beta1/clustermanagementaddons/hello-addon"),
        ("managedclusteraddon.yaml", $"{AddOn}/v1beta1/namespaces/one/managedclusteraddons/hello-addon"),
        ("manifestwork-applied.yaml", $"{Work}/v1/namespaces/one/manifestworks/hello"),
        ("manifestwork-nginx.yaml", $"{Work}/v1/namespaces/one/manifestworks/nginx1"),
        ("deployment-applied-by-agent.yaml", "/clusters/one/apis/apps/v1/namespaces/default/deployments/nginx"),
    ];

    [Fact]
    public async Task Controllers_and_agents_come_to_the_recorded_states()
    {
        string? folder = SharedReference.Find("recorded");
        Assert.SkipWhen(folder is null, "the recorded objects are not beside the repository");
        await using ContractHub hub = await ContractHub.OfAsync(new SandboxOptions { WorkloadDelay = TimeSpan.FromDays(1), RawFeedback = true });
        foreach ((string file, string collection) in Applied)
        {
            ContractAnswer created = await hub.SendAsync("POST", $"{collection}?fieldManager=kubectl-client-side-apply", Wanted(Read(folder!, file)).ToJsonString());
            Assert.True(created.Status == 201, $"{file}: {created.Text}");
        }

        var differences = new List<string>();
        foreach ((string file, string target) in Compared)
        {
            string wanted = Comparable(Read(folder!, file));
            string found = await hub.SettledAsync(target, value => Comparable(value) == wanted, Comparable);
            if (found != wanted)
            {
                differences.Add($"{file}\n  {found}\nrecorded\n  {wanted}");
            }
        }

        Assert.True(differences.Count == 0, string.Join("\n\n", differences));
    }

    /// <summary>What the person wrote of a recorded object: kubectl noted it, and others wrote nothing but the spec.</summary>
    private static JsonObject Wanted(JsonObject recorded)
    {
        if ((string?)recorded["metadata"]!["annotations"]?[LastApplied] is not { } configuration)
        {
            return new JsonObject
            {
                ["apiVersion"] = recorded["apiVersion"]!.DeepClone(),
                ["kind"] = recorded["kind"]!.DeepClone(),
                ["metadata"] = new JsonObject { ["name"] = recorded["metadata"]!["name"]!.DeepClone() },
                ["spec"] = recorded["spec"]!.DeepClone(),
            };
        }

        JsonObject wanted = JsonNode.Parse(configuration)!.AsObject();
        wanted["metadata"]!["annotations"]![LastApplied] = configuration;
        return wanted;
    }

    private static JsonObject Read(string folder, string file)
    {
        JsonObject read = JsonNode.Parse(YamlText.Read(File.ReadAllText(Path.Combine(folder, file)))[0].Json.Span)!.AsObject();
        return read["items"]?[0]?.AsObject() ?? read;
    }

    /// <summary>All but who wrote it and what is another one's: ids, times, addresses, the counts of a larger fleet.</summary>
    private static string Comparable(JsonObject value)
    {
        var comparable = (JsonObject)value.DeepClone();
        if (comparable["metadata"] is JsonObject metadata)
        {
            foreach (string name in new[] { "managedFields", "creationTimestamp", "resourceVersion", "uid", "generation" })
            {
                metadata.Remove(name);
            }
        }

        comparable["status"]?.AsObject().Remove("clusterClaims");
        if (comparable["status"]?["conditions"] is JsonArray conditions)
        {
            // Controllers write side by side: which condition comes first says nothing.
            JsonNode[] sorted = [.. conditions.Select(one => one!.DeepClone()).OrderBy(one => (string?)one["type"], StringComparer.Ordinal)];
            comparable["status"]!["conditions"] = new JsonArray(sorted);
        }

        foreach (JsonNode? config in comparable["spec"]?["managedClusterClientConfigs"]?.AsArray() ?? [])
        {
            config!["caBundle"] = "CA";
        }

        string text = System.Text.Encoding.UTF8.GetString(OcmPowerShell.Sandbox.Api.Json.JsonText.Sorted(comparable));
        text = Id().Replace(Time().Replace(text, "TIME"), "ID");
        text = Hash().Replace(text, "HASH");
        text = Rollout().Replace(text, "REPLICASET");
        text = Server().Replace(text, "https://SERVER");
        return Count().Replace(text, "N ManagedClusters");
    }

    [GeneratedRegex(@"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")]
    private static partial Regex Time();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Id();

    [GeneratedRegex("(?<![0-9a-f])[0-9a-f]{64}(?=-)")]
    private static partial Regex Hash();

    /// <summary>What a Deployment says of its ReplicaSet: the recorded ones had waited in vain for ten minutes.</summary>
    [GeneratedRegex("""ReplicaSet [\\"]+[a-z]+-[0-9a-z]+[\\"]+ [a-z ]+\.[\\"]+,[\\"]+reason[\\"]+:[\\"]+[A-Za-z]+[\\"]+,[\\"]+status[\\"]+:[\\"]+[A-Za-z]+""")]
    private static partial Regex Rollout();

    [GeneratedRegex(@"https://127\.0\.0\.1:\d+[-\w/]*")]
    private static partial Regex Server();

    [GeneratedRegex(@"\d+ ManagedClusters")]
    private static partial Regex Count();
}
