using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Server;

public sealed class ClusterRouterTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_managed_cluster_answers_for_itself_below_its_own_path()
    {
        await using SandboxHub hub = await SandboxHub.StartAsync(new SandboxOptions { WorkloadDelay = TimeSpan.Zero }, Cancel);
        using HttpClient client = hub.Client();
        JsonNode? nodes = await client.GetFromJsonAsync<JsonNode>("/clusters/one/api/v1/nodes", Cancel);
        Assert.Equal("one-node", (string?)nodes!["items"]![0]!["metadata"]!["name"]);
        JsonNode? paths = await client.GetFromJsonAsync<JsonNode>("/clusters/two", Cancel);
        Assert.Contains("/apis/apps/v1", paths!["paths"]!.AsArray().Select(path => (string?)path));

        using StringContent body = new("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"}}""", Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.Created, (await client.PostAsync("/clusters/one/api/v1/namespaces/default/configmaps", body, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/clusters/one/api/v1/namespaces/default/configmaps/c", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/clusters/two/api/v1/namespaces/default/configmaps/c", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/clusters/three/api/v1/nodes", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/v1/nodes/one-node", Cancel)).StatusCode);
    }

    [Fact]
    public async Task Nobody_reaches_a_managed_cluster_without_a_token()
    {
        await using SandboxHub hub = await SandboxHub.StartAsync(new SandboxOptions(), Cancel);
        using HttpClient nobody = hub.Client("");
        foreach (string path in new[] { "/clusters/one/api/v1/nodes", "/clusters/one/", "/clusters/three/api", "/clusters/" })
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await nobody.GetAsync(path, Cancel)).StatusCode);
        }
    }

    [Fact]
    public async Task The_kubeconfig_has_a_context_for_each_cluster_and_the_hub_names_its_address()
    {
        await using SandboxHub hub = await SandboxHub.StartAsync(new SandboxOptions { Clusters = ["one"] }, Cancel);
        string kubeconfig = await File.ReadAllTextAsync(hub.KubeconfigPath, Cancel);
        Assert.Contains($"server: {hub.Url}clusters/one\n", kubeconfig);
        Assert.Contains("- name: \"sandbox-one\"\n  context:\n    cluster: \"sandbox-one\"\n    user: \"sandbox\"\n", kubeconfig);
        Assert.EndsWith("current-context: \"sandbox\"\n", kubeconfig);
        Assert.Contains($"server: {hub.Url}clusters/one\n", hub.KubeconfigFor("one"));
        Assert.Throws<KeyNotFoundException>(() => hub.KubeconfigFor("two"));

        using HttpClient client = hub.Client();
        JsonNode? cluster = await client.GetFromJsonAsync<JsonNode>("/apis/cluster.open-cluster-management.io/v1/managedclusters/one", Cancel);
        JsonNode config = Assert.Single(cluster!["spec"]!["managedClusterClientConfigs"]!.AsArray())!;
        Assert.Equal($"{hub.Url}clusters/one", (string?)config["url"]);
        Assert.Equal(hub.CertificateAuthorityPem, Encoding.ASCII.GetString(Convert.FromBase64String((string)config["caBundle"]!)));
    }
}
