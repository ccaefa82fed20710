using System.Text.Json.Nodes;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Api;

/// <summary>Kubernetes' own kinds answer as a real server does.</summary>
public sealed class KubernetesKindTests
{
    private const string Deployments = "/apis/apps/v1/namespaces/rec/deployments";
    private const string Services = "/api/v1/namespaces/rec/services";
    private const string Secrets = "/api/v1/namespaces/rec/secrets";
    private const string Template = """ "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"x:1"}]}} """;

    private readonly ApiCaller _caller = new();

    private static string Deployment(string spec) =>
        """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"},"spec":{SPEC}}""".Replace("SPEC", spec);

    [Theory]
    [InlineData("\"replicas\":\"two\"", 400, "Deployment in version \"v1\" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32")]
    [InlineData("\"template\":{\"spec\":{\"containers\":[{\"ports\":5}]}}", 400, "Deployment in version \"v1\" cannot be handled as a Deployment: json: cannot unmarshal number into Go struct field Container.spec.template.spec.containers.ports of type []v1.ContainerPort")]
    [InlineData("\"replicas\":-1,\"selector\":{\"matchLabels\":{\"a\":\"b\"}}," + Template, 422, "Deployment.apps \"d\" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0")]
    [InlineData(Template, 422, "Deployment.apps \"d\" is invalid: spec.selector: Required value")]
    [InlineData("\"selector\":{\"matchLabels\":{\"a\":\"c\"}}," + Template, 422, "Deployment.apps \"d\" is invalid: spec.template.metadata.labels: Invalid value: map[string]string{\"a\":\"b\"}: `selector` does not match template `labels`")]
    public async Task A_deployment_that_cannot_be_is_refused_in_the_words_of_a_real_server(string spec, int status, string message)
    {
        ApiCaller.Answer answer = await _caller.SendAsync("POST", Deployments, Deployment(spec));
        Assert.Equal((status, message), (answer.Status, answer.Message));
    }

    [Fact]
    public async Task A_selector_never_changes_and_numbers_of_replicas_do()
    {
        await _caller.SendAsync("POST", Deployments, Deployment("\"selector\":{\"matchLabels\":{\"a\":\"b\"}}," + Template));
        ApiCaller.Answer changed = await _caller.MergeAsync(
            $"{Deployments}/d", """{"spec":{"selector":{"matchLabels":{"z":"1"}},"template":{"metadata":{"labels":{"z":"1"}}}}}""");
        Assert.Equal(422, changed.Status);
        Assert.Contains("field is immutable", changed.Message);

        ApiCaller.Answer scaled = await _caller.MergeAsync($"{Deployments}/d/scale", """{"spec":{"replicas":4}}""");
        Assert.Equal((200, "Scale", 4), (scaled.Status, (string?)scaled.Json["kind"], (int)scaled.Json["spec"]!["replicas"]!));
        Assert.Equal("a=b", (string?)scaled.Json["status"]!["selector"]);
        Assert.Equal(422, (await _caller.MergeAsync($"{Deployments}/d/scale", """{"spec":{"replicas":-4}}""")).Status);
        JsonObject scale = (await _caller.GetAsync($"{Deployments}/d/scale")).Json;
        scale["spec"]!["replicas"] = 2;
        Assert.Equal(200, (await _caller.SendAsync("PUT", $"{Deployments}/d/scale", scale.ToJsonString())).Status);
        Assert.Equal(409, (await _caller.SendAsync("PUT", $"{Deployments}/d/scale", scale.ToJsonString())).Status);
        Assert.Equal(2, (int)(await _caller.GetAsync($"{Deployments}/d")).Json["spec"]!["replicas"]!);
    }

    [Fact]
    public async Task Secrets_take_texts_and_keep_what_is_immutable()
    {
        ApiCaller.Answer made = await _caller.SendAsync("POST", Secrets, """
            {"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"stringData":{"a":"b"},"immutable":true}
            """);
        Assert.Equal(("""{"a":"Yg=="}""", "Opaque"), (made.Json["data"]!.ToJsonString(), (string?)made.Json["type"]));
        Assert.Null(made.Json["stringData"]);
        ApiCaller.Answer changed = await _caller.MergeAsync($"{Secrets}/s", """{"data":{"a":"Yw=="}}""");
        Assert.Equal((422, "Secret \"s\" is invalid: data: Forbidden: field is immutable when `immutable` is set"), (changed.Status, changed.Message));
    }

    [Fact]
    public async Task What_is_no_base64_in_a_secret_is_refused_and_not_repeated()
    {
        ApiCaller.Answer refused = await _caller.SendAsync("POST", Secrets, """
            {"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"data":{"a":"pass word"}}
            """);
        Assert.Equal(400, refused.Status);
        Assert.DoesNotContain("pass word", refused.Text);
        await _caller.SendAsync("POST", Secrets, """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"t"}}""");
        Assert.DoesNotContain("pass word", (await _caller.MergeAsync($"{Secrets}/t", """{"data":{"a":"pass word"}}""")).Text);
    }

    [Fact]
    public async Task A_service_gets_an_address_and_keeps_it()
    {
        ApiCaller.Answer made = await _caller.SendAsync("POST", Services, """
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"s"},"spec":{"type":"NodePort","ports":[{"port":80}]}}
            """);
        Assert.Matches(@"^10\.96\.\d+\.\d+$", (string?)made.Json["spec"]!["clusterIP"]);
        Assert.InRange((int)made.Json["spec"]!["ports"]![0]!["nodePort"]!, 30000, 32767);
        Assert.Equal(422, (await _caller.MergeAsync($"{Services}/s", """{"spec":{"clusterIP":"10.96.0.200"}}""")).Status);
        ApiCaller.Answer none = await _caller.SendAsync("POST", Services, """{"apiVersion":"v1","kind":"Service","metadata":{"name":"t"},"spec":{}}""");
        Assert.Equal((422, "Service \"t\" is invalid: spec.ports: Required value"), (none.Status, none.Message));
        Assert.Contains("DNS-1035", (await _caller.SendAsync("POST", Services, """
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"1s"},"spec":{"ports":[{"port":80}]}}
            """)).Message);
    }

    [Fact]
    public async Task Fields_of_pods_and_events_can_be_selected_by()
    {
        const string Pods = "/api/v1/namespaces/rec/pods";
        await _caller.SendAsync("POST", Pods, """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"nodeName":"n","containers":[{"name":"c","image":"x"}]}}
            """);
        Assert.Single((await _caller.GetAsync($"{Pods}?fieldSelector=spec.nodeName=n,status.phase=Pending")).Json["items"]!.AsArray());
        Assert.Empty((await _caller.GetAsync($"{Pods}?fieldSelector=spec.nodeName!=n")).Json["items"]!.AsArray());
        Assert.Equal(400, (await _caller.GetAsync($"{Pods}?fieldSelector=spec.x=n")).Status);
        Assert.Equal(
            "\"data.x\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"",
            (await _caller.GetAsync("/api/v1/namespaces/rec/configmaps?fieldSelector=data.x=1")).Message);
    }
}
