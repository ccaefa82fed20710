using System.Text.Json.Nodes;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Api;

public sealed class ServerSideApplyTests
{
    private const string Work = ApiCaller.Works + "/w1";
    private const string Head = """{"apiVersion":"work.open-cluster-management.io/v1","kind":"ManifestWork","metadata":{"name":"w1"}""";

    private readonly ApiCaller _caller = new();

    private Task<ApiCaller.Answer> ApplyAsync(string manager, string rest, string more = "") =>
        _caller.ApplyAsync($"{Work}?fieldManager={manager}{more}", Head.TrimEnd('}') + rest);

    private static string Spec(string value, string more = "") =>
        """},"spec":{"workload":{"manifests":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"NAME"}}]}MORE}}""".Replace("NAME", value).Replace("MORE", more);

    private static JsonObject Owner(ApiCaller.Answer answer, string manager) =>
        answer.Json["metadata"]!["managedFields"]!.AsArray().Select(entry => entry!.AsObject()).Single(entry => (string?)entry["manager"] == manager);

    [Fact]
    public async Task What_a_manager_no_longer_applies_goes_unless_another_one_owns_it()
    {
        const string Both = ""","labels":{"mine":"1","ours":"1"}""";
        await ApplyAsync("a", Both + Spec("x", ""","deleteOption":{"propagationPolicy":"Orphan"}"""));
        await _caller.ApplyAsync($"{Work}?fieldManager=b", Head.TrimEnd('}') + ""","labels":{"ours":"1"}}}""");

        ApiCaller.Answer answer = await ApplyAsync("a", Spec("x"));

        Assert.Equal("""{"ours":"1"}""", answer.Json["metadata"]!["labels"]!.ToJsonString());
        Assert.Null(answer.Json["spec"]!["deleteOption"]);
        Assert.Equal("""{"f:spec":{"f:workload":{"f:manifests":{}}}}""", Owner(answer, "a")["fieldsV1"]!.ToJsonString());
        Assert.Equal(2, (int)answer.Json["metadata"]!["generation"]!);
    }

    [Fact]
    public async Task Applying_the_same_value_shares_it_and_another_value_conflicts()
    {
        await ApplyAsync("a", Spec("x", ""","executor":{"subject":{"type":"ServiceAccount","serviceAccount":{"name":"a","namespace":"b"}}}"""));
        ApiCaller.Answer shared = await ApplyAsync("b", Spec("x"));
        ApiCaller.Answer conflict = await ApplyAsync("b", Spec("y"));
        Assert.Equal(200, shared.Status);
        Assert.Equal(
            """{"causes":[{"reason":"FieldManagerConflict","message":"conflict with \u0022a\u0022","field":".spec.workload.manifests"}]}""",
            conflict.Json["details"]!.ToJsonString());
        Assert.Equal((409, "Apply failed with 1 conflict: conflict with \"a\": .spec.workload.manifests"), (conflict.Status, conflict.Message));
    }

    [Fact]
    public async Task Force_takes_the_field_from_its_owner()
    {
        await _caller.CreateAsync("w1");
        ApiCaller.Answer forced = await ApplyAsync("me", Spec("y"), "&force=true");
        Assert.Equal(200, forced.Status);
        Assert.Equal("""{"f:spec":{".":{},"f:workload":{}}}""", Owner(forced, "recorder")["fieldsV1"]!.ToJsonString());
        Assert.Equal("""{"f:spec":{"f:workload":{"f:manifests":{}}}}""", Owner(forced, "me")["fieldsV1"]!.ToJsonString());
    }

    [Fact]
    public async Task Several_conflicts_are_listed_by_manager()
    {
        await ApplyAsync("a", ""","labels":{"l":"1"}""" + Spec("x"));
        ApiCaller.Answer conflict = await ApplyAsync("b", ""","labels":{"l":"2"}""" + Spec("y"));
        Assert.Equal("Apply failed with 2 conflicts: conflicts with \"a\":\n- .metadata.labels.l\n- .spec.workload.manifests", conflict.Message);
    }

    [Fact]
    public async Task Items_of_a_keyed_list_have_owners_of_their_own()
    {
        static string Condition(string type, string reason) =>
            """{"type":"TYPE","status":"True","reason":"REASON","message":"","lastTransitionTime":"2026-01-01T00:00:00Z"}""".Replace("TYPE", type).Replace("REASON", reason);
        string Status(params string[] conditions) => Head + ""","status":{"conditions":[""" + string.Join(',', conditions) + "]}}";

        await _caller.CreateAsync("w1");
        await _caller.ApplyAsync($"{Work}/status?fieldManager=a", Status(Condition("A", "x"), Condition("B", "x")));
        await _caller.ApplyAsync($"{Work}/status?fieldManager=b", Status(Condition("C", "y")));
        ApiCaller.Answer answer = await _caller.ApplyAsync($"{Work}/status?fieldManager=a", Status(Condition("A", "z")));

        Assert.Equal(["A z", "C y"], answer.Json["status"]!["conditions"]!.AsArray().Select(one => $"{one!["type"]} {one["reason"]}"));
        Assert.Equal("status", (string?)Owner(answer, "a")["subresource"]);
        Assert.Contains("""k:{\u0022type\u0022:\u0022C\u0022}""", Owner(answer, "b")["fieldsV1"]!.ToJsonString());
    }

    [Fact]
    public async Task Kubectl_takes_over_what_its_own_client_side_apply_left()
    {
        const string Annotated = ""","annotations":{"kubectl.kubernetes.io/last-applied-configuration":""";
        string lastApplied = Head + Spec("x")[1..];
        string created = Head.TrimEnd('}') + Annotated + JsonValue.Create(lastApplied).ToJsonString() + "}" + Spec("x");
        ApiCaller.Answer answer = await _caller.SendAsync("POST", $"{ApiCaller.Works}?fieldManager=kubectl-client-side-apply", created);
        Assert.Equal(201, answer.Status);

        Assert.Equal(409, (await ApplyAsync("someone", Spec("y"))).Status);
        Assert.Equal(200, (await ApplyAsync("kubectl", Spec("y"))).Status);
    }

    [Fact]
    public async Task An_update_takes_what_it_changes_from_whoever_applied_it()
    {
        await ApplyAsync("a", ""","labels":{"l":"1","m":"1"}""" + Spec("x"));
        ApiCaller.Answer changed = await _caller.MergeAsync($"{Work}?fieldManager=b", """{"metadata":{"labels":{"l":"2"}}}""");
        Assert.Equal("""{"f:metadata":{"f:labels":{"f:l":{}}}}""", Owner(changed, "b")["fieldsV1"]!.ToJsonString());
        Assert.Equal(
            """{"f:metadata":{"f:labels":{"f:m":{}}},"f:spec":{"f:workload":{"f:manifests":{}}}}""",
            Owner(changed, "a")["fieldsV1"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""},"spec":{"nonsense":1}}""", 500, ".spec.nonsense: field not declared in schema")]
    [InlineData(""","managedFields":[]}}""", 400, "metadata.managedFields must be nil")]
    [InlineData(""","namespace":"other"}}""", 400, "the namespace of the provided object does not match the namespace sent on the request")]
    [InlineData("""},"spec":""", 400, "unexpected end of JSON input")]
    public async Task A_configuration_that_cannot_be_applied_is_refused(string rest, int status, string message)
    {
        ApiCaller.Answer answer = await ApplyAsync("a", rest);
        Assert.Equal(status, answer.Status);
        Assert.EndsWith(message, answer.Message);
    }

    [Fact]
    public async Task A_configuration_of_an_older_version_is_a_conflict()
    {
        await ApplyAsync("a", Spec("x"));
        Assert.Equal(409, (await ApplyAsync("a", ""","resourceVersion":"1" """.TrimEnd() + Spec("x"))).Status);
    }

    [Fact]
    public async Task Applying_the_same_again_changes_nothing()
    {
        ApiCaller.Answer first = await ApplyAsync("a", Spec("x"));
        ApiCaller.Answer second = await ApplyAsync("a", Spec("x"));
        Assert.Equal((201, 200), (first.Status, second.Status));
        Assert.Equal(first.Text, second.Text);
    }

    [Fact]
    public async Task Yaml_is_applied_too()
    {
        ApiCaller.Answer answer = await _caller.ApplyAsync($"{Work}?fieldManager=a", """
            apiVersion: work.open-cluster-management.io/v1
            kind: ManifestWork
            metadata:
              name: w1
            spec:
              workload:
                manifests:
                - apiVersion: v1
                  kind: ConfigMap
                  metadata: {name: a}
            """);
        Assert.Equal(201, answer.Status);
    }

    [Fact]
    public async Task All_owners_can_be_forgotten()
    {
        await ApplyAsync("a", Spec("x"));
        ApiCaller.Answer answer = await _caller.MergeAsync(Work, """{"metadata":{"managedFields":[{}]}}""");
        Assert.Null(answer.Json["metadata"]!["managedFields"]);
    }
}
