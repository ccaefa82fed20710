using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Sandbox.Api;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Api;

public sealed class WriteTests
{
    private const string Namespaces = "/api/v1/namespaces";

    private readonly ApiCaller _caller = new();

    private Task<ApiCaller.Answer> PostAsync(string target, string body, params (string, string)[] headers) =>
        _caller.SendAsync("POST", target, body, headers);

    [Fact]
    public async Task A_dry_run_is_answered_like_the_real_thing_and_stores_nothing()
    {
        long version = _caller.Api.Store.Version;
        ApiCaller.Answer created = await _caller.CreateAsync("w1", "?dryRun=All");
        Assert.Equal(201, created.Status);
        Assert.False(created.Json["metadata"]!.AsObject().ContainsKey("resourceVersion"));
        Assert.Equal(version, _caller.Api.Store.Version);

        await _caller.CreateAsync("w1");
        version = _caller.Api.Store.Version;
        ApiCaller.Answer patched = await _caller.MergeAsync($"{ApiCaller.Works}/w1?dryRun=All", """{"spec":{"deleteOption":{}}}""");
        ApiCaller.Answer deleted = await _caller.SendAsync("DELETE", $"{ApiCaller.Works}/w1", """{"dryRun":["All"]}""");
        Assert.Equal(2, (int)patched.Json["metadata"]!["generation"]!);
        Assert.Equal("Success", (string?)deleted.Json["status"]);
        Assert.Equal(version, _caller.Api.Store.Version);
        Assert.Equal(422, (await _caller.CreateAsync("w2", "?dryRun=Some")).Status);
    }

    [Fact]
    public async Task A_write_that_changes_nothing_makes_no_new_version()
    {
        ApiCaller.Answer created = await _caller.CreateAsync("w1");
        ApiCaller.Answer put = await _caller.SendAsync("PUT", $"{ApiCaller.Works}/w1", created.Text);
        ApiCaller.Answer patched = await _caller.MergeAsync($"{ApiCaller.Works}/w1", """{"metadata":{"labels":{"x":null}}}""");
        ApiCaller.Answer forgotten = await _caller.MergeAsync($"{ApiCaller.Works}/w1", """{"status":{"conditions":[]}}""");
        string?[] versions = [.. new[] { created, put, forgotten }.Select(answer => (string?)answer.Json["metadata"]!["resourceVersion"])];
        Assert.Single(versions.Distinct());
        Assert.Equal(200, patched.Status);
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"w1","labels":{"a b":"c"}}}""", "FieldValueInvalid", "metadata.labels")]
    [InlineData("""{"metadata":{"name":"w1","labels":{"a":"-"}}}""", "FieldValueInvalid", "metadata.labels")]
    [InlineData("""{"metadata":{"name":"w1","finalizers":["no good"]}}""", "FieldValueInvalid", "metadata.finalizers")]
    [InlineData("""{"metadata":{}}""", "FieldValueRequired", "metadata.name")]
    [InlineData("""{"metadata":{"name":"w1"},"spec":{"executor":{"subject":{}}}}""", "FieldValueRequired", "spec.executor.subject.type")]
    [InlineData("""{"metadata":{"name":"w1"},"spec":{"workload":7}}""", "FieldValueTypeInvalid", "spec.workload")]
    [InlineData("""{"metadata":{"name":"w1"},"spec":{"workload":{"manifests":[{"kind":"A"}]}}}""", "FieldValueRequired", "spec.workload.manifests[0].apiVersion")]
    [InlineData("""{"metadata":{"name":"w1"},"spec":{"manifestConfigs":[{"resourceIdentifier":{"name":"a","resource":"b"},"updateStrategy":{"type":"Update","serverSideApply":{"fieldManager":"me"}}}]}}""", "FieldValueInvalid", "spec.manifestConfigs[0].updateStrategy.serverSideApply.fieldManager")]
    [InlineData("""{"metadata":{"name":"w1"},"spec":{"manifestConfigs":[{"resourceIdentifier":{"name":"a","resource":"b"},"conditionRules":[{"type":"CEL","condition":""}]}]}}""", "FieldValueInvalid", "spec.manifestConfigs[0].conditionRules[0]")]
    [InlineData("""{"metadata":{"name":"w1"},"spec":{"manifestConfigs":[{"resourceIdentifier":{"name":"a","resource":"b"},"feedbackRules":[{"type":"JSONPaths","jsonPaths":[{"name":"x","path":"a"},{"name":"x","path":"b"}]}]}]}}""", "FieldValueDuplicate", "spec.manifestConfigs[0].feedbackRules[0].jsonPaths[1]")]
    public async Task What_the_schema_forbids_is_invalid_with_its_cause(string body, string reason, string field)
    {
        JsonObject work = JsonNode.Parse(body)!.AsObject();
        work["apiVersion"] = "work.open-cluster-management.io/v1";
        work["kind"] = "ManifestWork";
        ApiCaller.Answer answer = await PostAsync(ApiCaller.Works, work.ToJsonString());
        Assert.Equal((422, "Invalid"), (answer.Status, (string?)answer.Json["reason"]));
        JsonNode cause = answer.Json["details"]!["causes"]![0]!;
        Assert.Equal((reason, field), ((string)cause["reason"]!, (string)cause["field"]!));
    }

    [Theory]
    [InlineData("""{"apiVersion":"work.open-cluster-management.io/v2","kind":"ManifestWork"}""", 400, "the API version in the data (work.open-cluster-management.io/v2) does not match the expected API version (work.open-cluster-management.io/v1)")]
    [InlineData("""{"apiVersion":"work.open-cluster-management.io/v1","kind":"Work","metadata":{"name":"w"}}""", 422, "ManifestWork.work.open-cluster-management.io \"w\" is invalid: kind: Invalid value: \"Work\": must be ManifestWork")]
    [InlineData("""{"apiVersion":"work.open-cluster-management.io/v1","kind":"ManifestWork","metadata":{"name":7}}""", 400, "ManifestWork in version \"v1\" cannot be handled as a ManifestWork: json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string")]
    [InlineData("""{"apiVersion":"work.open-cluster-management.io/v1","kind":"ManifestWork","metadata":{"name":"w","labels":{"a":true}}}""", 400, "ManifestWork in version \"v1\" cannot be handled as a ManifestWork: json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string")]
    [InlineData("""{"apiVersion":"work.open-cluster-management.io/v1","kind":"ManifestWork","metadata":{"name":"w","resourceVersion":"5"}}""", 500, "resourceVersion should not be set on objects to be created")]
    [InlineData("[]", 400, null)]
    [InlineData("7", 400, null)]
    [InlineData("null", 400, null)]
    [InlineData("", 400, null)]
    public async Task A_body_that_is_something_else_is_refused(string body, int status, string? message)
    {
        ApiCaller.Answer answer = await PostAsync(ApiCaller.Works, body);
        Assert.Equal(status, answer.Status);
        if (message is not null)
        {
            Assert.Equal(message, answer.Message);
        }
    }

    [Fact]
    public async Task A_member_given_twice_is_an_error_to_the_strict_and_a_warning_to_others()
    {
        string body = ApiCaller.Work("w1").Replace("\"spec\":", "\"spec\":{},\"spec\":");
        ApiCaller.Answer strict = await PostAsync($"{ApiCaller.Works}?fieldValidation=Strict", body);
        ApiCaller.Answer lenient = await PostAsync(ApiCaller.Works, body);
        Assert.EndsWith("strict decoding error: duplicate field \"spec\"", strict.Message);
        Assert.Equal((201, "299 - \"duplicate field \\\"spec\\\"\""), (lenient.Status, lenient.Headers.Single().Value));
    }

    [Fact]
    public async Task An_unknown_field_in_a_patch_is_an_error_to_the_strict_and_never_stored()
    {
        await _caller.CreateAsync("w1");
        ApiCaller.Answer strict = await _caller.MergeAsync($"{ApiCaller.Works}/w1?fieldValidation=Strict", """{"spec":{"nonsense":1}}""");
        ApiCaller.Answer ignored = await _caller.MergeAsync($"{ApiCaller.Works}/w1?fieldValidation=Ignore", """{"spec":{"nonsense":1}}""");
        Assert.Equal(422, strict.Status);
        Assert.EndsWith("strict decoding error: unknown field \"spec.nonsense\"", strict.Message);
        Assert.Empty(ignored.Headers);
        Assert.Null(ignored.Json["spec"]!["nonsense"]);
    }

    [Fact]
    public async Task A_name_is_made_of_a_prefix()
    {
        ApiCaller.Answer created = await PostAsync(ApiCaller.Works, ApiCaller.Work("x").Replace("\"name\":\"x\"", "\"generateName\":\"gen-\""));
        Assert.Matches("^gen-[bcdfghjklmnpqrstvwxz2456789]{5}$", (string)created.Json["metadata"]!["name"]!);
    }

    [Fact]
    public async Task A_body_in_yaml_is_as_good_as_json()
    {
        ApiCaller.Answer created = await PostAsync(
            ApiCaller.Works,
            """
            apiVersion: work.open-cluster-management.io/v1
            kind: ManifestWork
            metadata: {name: w1}
            spec:
              workload:
                manifests:
                - {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}
            """,
            ("Content-Type", "application/yaml"));
        Assert.Equal(201, created.Status);
        Assert.Equal(400, (await PostAsync(ApiCaller.Works, "a: [", ("Content-Type", "application/yaml"))).Status);
    }

    [Fact]
    public async Task Manifests_are_counted_as_the_webhook_counts_them()
    {
        string WorkOf(int length) => ApiCaller.Work("w").Replace("\"v\"", $"\"{new string('x', length)}\"");
        int overhead = ManifestSize.Of("""{"apiVersion":"v1","data":{"k":""},"kind":"ConfigMap","metadata":{"name":"a","namespace":"default"}}"""u8);

        // The length's own varint grows from one byte to three.
        int fits = ManifestSize.Limit - overhead - 2;
        Assert.Equal(201, (await PostAsync($"{ApiCaller.Works}?dryRun=All", WorkOf(fits))).Status);
        ApiCaller.Answer refused = await PostAsync($"{ApiCaller.Works}?dryRun=All", WorkOf(fits + 1));
        Assert.EndsWith("the size of manifests is 512001 bytes which exceeds the 512000 limit", refused.Message);
    }

    [Fact]
    public async Task A_managed_cluster_always_belongs_to_a_set_and_its_taints_get_their_time()
    {
        ApiCaller.Answer created = await PostAsync(ApiCaller.Clusters, """
            {"apiVersion":"cluster.open-cluster-management.io/v1","kind":"ManagedCluster","metadata":{"name":"one"},"spec":{"taints":[{"key":"a","effect":"NoSelect"}]}}
            """);
        Assert.Equal("default", (string?)created.Json["metadata"]!["labels"]!["cluster.open-cluster-management.io/clusterset"]);
        Assert.Equal(60, (int)created.Json["spec"]!["leaseDurationSeconds"]!);
        string added = (string)created.Json["spec"]!["taints"]![0]!["timeAdded"]!;

        ApiCaller.Answer kept = await _caller.MergeAsync($"{ApiCaller.Clusters}/one", """
            {"metadata":{"labels":{"cluster.open-cluster-management.io/clusterset":null}},
            "spec":{"taints":[{"key":"a","effect":"NoSelect","timeAdded":"ADDED"},{"key":"b","effect":"NoSelect"}]}}
            """.Replace("ADDED", added));
        Assert.Equal("default", (string?)kept.Json["metadata"]!["labels"]!["cluster.open-cluster-management.io/clusterset"]);
        Assert.Equal(added, (string?)kept.Json["spec"]!["taints"]![0]!["timeAdded"]);
        Assert.NotNull(kept.Json["spec"]!["taints"]![1]!["timeAdded"]);
    }

    [Fact]
    public async Task An_update_of_another_incarnation_is_a_conflict()
    {
        ApiCaller.Answer created = await _caller.CreateAsync("w1");
        string other = created.Text.Replace((string)created.Json["metadata"]!["uid"]!, "00000000-0000-0000-0000-000000000000");
        ApiCaller.Answer answer = await _caller.SendAsync("PUT", $"{ApiCaller.Works}/w1", other);
        Assert.Equal(409, answer.Status);
        Assert.Contains("Precondition failed: UID in precondition: 00000000-0000-0000-0000-000000000000", answer.Message);
    }

    [Fact]
    public async Task A_name_in_the_body_must_be_that_of_the_url()
    {
        ApiCaller.Answer created = await _caller.CreateAsync("w1");
        ApiCaller.Answer answer = await _caller.SendAsync("PUT", $"{ApiCaller.Works}/w2", created.Text);
        Assert.Equal((400, "the name of the object (w1) does not match the name on the URL (w2)"), (answer.Status, answer.Message));
        Assert.Equal(404, (await _caller.SendAsync("PUT", $"{ApiCaller.Works}/w2", created.Text.Replace("\"w1\"", "\"w2\""))).Status);
    }

    [Fact]
    public async Task What_is_being_deleted_takes_no_new_finalizers()
    {
        await _caller.CreateAsync("w1");
        await _caller.MergeAsync($"{ApiCaller.Works}/w1", """{"metadata":{"finalizers":["a.io/b"]}}""");
        await _caller.SendAsync("DELETE", $"{ApiCaller.Works}/w1");
        ApiCaller.Answer answer = await _caller.MergeAsync($"{ApiCaller.Works}/w1", """{"metadata":{"finalizers":["a.io/b","a.io/c"]}}""");
        Assert.Equal(422, answer.Status);
        Assert.Contains("no new finalizers can be added if the object is being deleted, found new finalizers []string{\"a.io/c\"}", answer.Message);
    }

    [Fact]
    public async Task A_collection_is_deleted_by_selector()
    {
        foreach (string name in new[] { "a", "b", "c" })
        {
            await _caller.CreateAsync(name);
        }

        await _caller.MergeAsync($"{ApiCaller.Works}/b", """{"metadata":{"labels":{"keep":"yes"}}}""");
        ApiCaller.Answer deleted = await _caller.SendAsync("DELETE", $"{ApiCaller.Works}?labelSelector=!keep");
        ApiCaller.Answer left = await _caller.GetAsync(ApiCaller.Works);
        Assert.Equal(2, deleted.Json["items"]!.AsArray().Count);
        Assert.Equal("b", (string?)left.Json["items"]![0]!["metadata"]!["name"]);
        Assert.Equal(404, (await _caller.SendAsync("DELETE", ApiCaller.AllWorks)).Status);
    }

    [Fact]
    public async Task A_namespace_is_made_active_named_and_changed_by_any_kind_of_patch()
    {
        ApiCaller.Answer created = await PostAsync(Namespaces, """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"n1"}}""");
        Assert.Equal((201, "Active"), (created.Status, (string?)created.Json["status"]!["phase"]));
        Assert.Equal("n1", (string?)created.Json["metadata"]!["labels"]!["kubernetes.io/metadata.name"]);
        Assert.False(created.Json["metadata"]!.AsObject().ContainsKey("generation"));

        foreach (string type in new[] { "application/strategic-merge-patch+json", "application/merge-patch+json" })
        {
            ApiCaller.Answer patched = await _caller.SendAsync(
                "PATCH", $"{Namespaces}/n1", """{"metadata":{"labels":{"LABEL":"x"}}}""".Replace("LABEL", type[12..13]), ("Content-Type", type));
            Assert.Equal("x", (string?)patched.Json["metadata"]!["labels"]![type[12..13]]);
        }

        ApiCaller.Answer put = await _caller.SendAsync("PUT", $"{Namespaces}/n1", """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"n1"}}""");
        Assert.Equal(200, put.Status);
        Assert.Equal(422, (await PostAsync(Namespaces, """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a.b"}}""")).Status);
    }

    [Fact]
    public async Task A_namespace_that_is_already_going_says_so()
    {
        await _caller.CreateAsync("w1");
        await _caller.MergeAsync($"{ApiCaller.Works}/w1", """{"metadata":{"finalizers":["a.io/b"]}}""");
        ApiCaller.Answer first = await _caller.SendAsync("DELETE", $"{Namespaces}/rec");
        ApiCaller.Answer second = await _caller.SendAsync("DELETE", $"{Namespaces}/rec");
        ApiCaller.Answer late = await _caller.CreateAsync("w2");
        Assert.Equal((200, "Terminating"), (first.Status, (string?)first.Json["status"]!["phase"]));
        Assert.Equal(409, second.Status);
        Assert.Equal(
            "manifestworks.work.open-cluster-management.io \"w2\" is forbidden: unable to create new content in namespace rec because it is being terminated",
            late.Message);
    }

    [Theory]
    [InlineData("POST", ApiCaller.Works + "/w1", 405)]
    [InlineData("DELETE", ApiCaller.Works + "/w1/status", 405)]
    [InlineData("PUT", ApiCaller.Works, 405)]
    [InlineData("GET", ApiCaller.Works + "/w1/scale", 404)]
    [InlineData("GET", ApiCaller.Works + "/w1/status/more", 404)]
    [InlineData("GET", ApiCaller.AllWorks + "/w1", 404)]
    [InlineData("GET", "/apis/cluster.open-cluster-management.io/v1/namespaces/rec/managedclusters", 404)]
    [InlineData("GET", "/nonsense", 404)]
    public async Task A_path_or_method_that_there_is_not_is_refused(string method, string target, int status) =>
        Assert.Equal(status, (await _caller.SendAsync(method, target)).Status);

    [Fact]
    public async Task Two_writers_at_once_lose_nothing()
    {
        await _caller.CreateAsync("w1");
        await Task.WhenAll(Enumerable.Range(0, 50).Select(number => Task.Run(() =>
            _caller.MergeAsync($"{ApiCaller.Works}/w1", """{"metadata":{"labels":{"LABEL":"x"}}}""".Replace("LABEL", $"l{number}")))));
        JsonObject stored = _caller.Api.Client("t").Get(OcmTypes.ManifestWork, "rec", "w1")!;
        Assert.Equal(50, stored["metadata"]!["labels"]!.AsObject().Count);
    }
}
