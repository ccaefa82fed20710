using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Works;

/// <summary>Creating, updating and deleting works.</summary>
public sealed class WorkClientTests
{
    private const string UsersConfig =
        """{"resourceIdentifier":{"group":"apps","resource":"deployments","namespace":"shop","name":"other"},"updateStrategy":{"type":"CreateOnly"}}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_work_holds_its_manifests_labels_and_feedback_rules()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        WorkContent content = Contents.Deployment() with
        {
            Labels = new Dictionary<string, string> { ["app"] = "web" },
            Annotations = new Dictionary<string, string> { ["note"] = "<ä>" },
        };

        Work work = await live.Works.CreateAsync("one", "web", content, cancellationToken: Cancel);

        Assert.Equal(("one", "web", 1, 1L), (work.Cluster, work.Name, work.ManifestCount, work.Generation));
        Assert.Equal(content.Manifests.Hash, work.ManifestHash);
        Assert.Equal(content.Manifests.SizeBytes, work.SizeBytes);
        Assert.Equal("web", work.Labels["app"]);
        Assert.Equal("<ä>", work.Annotations["note"]);
        Assert.Equal((WorkStatus.Pending, ManagedBy.User), (work.Status, work.ManagedBy));
        JsonObject stored = Stored(live);
        Assert.Equal("deployments", (string?)Configs(stored)[0]!["resourceIdentifier"]!["resource"]);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(content.Manifests.Manifests[0].Json), stored["spec"]!["workload"]!["manifests"]![0]));
    }

    [Fact]
    public async Task A_work_without_anything_to_run_asks_for_no_feedback()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");

        await live.Works.CreateAsync("one", "web", Contents.ConfigMap(), cancellationToken: Cancel);

        Assert.Null(Stored(live)["spec"]!["manifestConfigs"]);
    }

    [Fact]
    public async Task What_the_API_refuses_is_told_with_its_reason()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "web");

        Assert.Equal("AlreadyExists", (await RefusedAsync(() => live.Works.CreateAsync("one", "web", Contents.ConfigMap(), cancellationToken: Cancel))).ErrorId);
        Assert.Equal("NotFound", (await RefusedAsync(() => live.Works.CreateAsync("nowhere", "web", Contents.ConfigMap(), cancellationToken: Cancel))).ErrorId);
        Assert.Equal("NotFound", (await RefusedAsync(() => live.Works.CreateOrUpdateAsync("nowhere", "web", Contents.ConfigMap(), cancellationToken: Cancel))).ErrorId);
    }

    [Fact]
    public async Task Create_or_update_creates_updates_or_leaves_alone()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");

        (Work created, ChangeAction first) = await live.Works.CreateOrUpdateAsync("one", "web", Contents.Deployment("nginx:1"), cancellationToken: Cancel);
        (Work same, ChangeAction second) = await live.Works.CreateOrUpdateAsync("one", "web", Contents.Deployment("nginx:1"), cancellationToken: Cancel);
        (Work updated, ChangeAction third) = await live.Works.CreateOrUpdateAsync("one", "web", Contents.Deployment("nginx:2"), cancellationToken: Cancel);

        Assert.Equal([ChangeAction.Created, ChangeAction.Unchanged, ChangeAction.Updated], [first, second, third]);
        Assert.Equal(created.ResourceVersion, same.ResourceVersion);
        Assert.Equal((2L, created.Uid), (updated.Generation, updated.Uid));
        Assert.Equal(["GET", "POST", "GET", "GET", "POST secrets", "PATCH"], live.Requests.Select(request => request.Path.EndsWith("/secrets", StringComparison.Ordinal) ? $"{request.Method} secrets" : request.Method));
    }

    [Fact]
    public async Task A_patch_names_only_what_changes_and_the_version_it_was_made_for()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        WorkContent content = Contents.Deployment();
        Work before = await live.Works.CreateAsync("one", "web", content, cancellationToken: Cancel);

        await live.Works.CreateOrUpdateAsync("one", "web", content with { Labels = new Dictionary<string, string> { ["a"] = "b" } }, cancellationToken: Cancel);

        RequestLogEntry patch = Assert.Single(live.Requests, request => request.Method == "PATCH");
        Assert.Equal($$$$"""{"metadata":{"resourceVersion":"{{{{before.ResourceVersion}}}}","labels":{"a":"b"}}}""", patch.Body);
        Assert.Equal("application/merge-patch+json", patch.ContentType);
        Assert.Contains("fieldManager=OcmPowerShell", patch.QueryString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Labels_and_annotations_that_are_not_named_stay()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "web", new JsonObject
        {
            ["labels"] = new JsonObject { ["keep"] = "1", ["change"] = "1" },
            ["annotations"] = new JsonObject { ["keep"] = "1" },
        });

        (Work work, _) = await live.Works.CreateOrUpdateAsync(
            "one", "web", Contents.ConfigMap() with { Labels = new Dictionary<string, string> { ["change"] = "2", ["new"] = "3" } }, cancellationToken: Cancel);

        Assert.Equal(["change=2", "keep=1", "new=3"], work.Labels.Select(label => $"{label.Key}={label.Value}").Order(StringComparer.Ordinal));
        Assert.Equal("1", Assert.Single(work.Annotations).Value);
    }

    [Fact]
    public async Task What_the_user_configured_stays_and_what_this_module_made_goes_with_its_manifest()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.Works.CreateAsync("one", "web", Contents.Deployment(name: "old"), cancellationToken: Cancel);
        live.Admin.Change(OcmTypes.ManifestWork, "one", "web", work =>
        {
            work["spec"]!["manifestConfigs"]!.AsArray().Add(JsonNode.Parse(UsersConfig));
            work["spec"]!["deleteOption"] = new JsonObject { ["propagationPolicy"] = "Orphan" };
            return true;
        });

        (Work work, ChangeAction action) = await live.Works.CreateOrUpdateAsync("one", "web", Contents.Deployment(name: "new"), cancellationToken: Cancel);

        Assert.Equal(ChangeAction.Updated, action);
        Assert.Equal(["other", "new"], Configs(Stored(live)).Select(config => (string?)config!["resourceIdentifier"]!["name"]));
        Assert.Equal("CreateOnly", (string?)Configs(Stored(live))[0]!["updateStrategy"]!["type"]);
        Assert.Equal("Orphan", work.PropagationPolicy);
        Assert.Equal(ChangeAction.Unchanged, (await live.Works.CreateOrUpdateAsync("one", "web", Contents.Deployment(name: "new"), cancellationToken: Cancel)).Action);
    }

    [Fact]
    public async Task A_configuration_of_the_users_for_the_same_object_is_not_overruled()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.Works.CreateAsync("one", "web", Contents.Deployment(), cancellationToken: Cancel);
        live.Admin.Change(OcmTypes.ManifestWork, "one", "web", work =>
        {
            work["spec"]!["manifestConfigs"]![0]!["feedbackRules"] = new JsonArray(new JsonObject { ["type"] = "WellKnownStatus" });
            return true;
        });

        (_, ChangeAction action) = await live.Works.CreateOrUpdateAsync("one", "web", Contents.Deployment(), cancellationToken: Cancel);

        Assert.Equal(ChangeAction.Unchanged, action);
        Assert.Single(Configs(Stored(live))[0]!["feedbackRules"]!.AsArray());
    }

    [Fact]
    public async Task The_last_module_made_rule_goes_when_nothing_has_to_run_any_more()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.Works.CreateAsync("one", "web", Contents.Deployment(), cancellationToken: Cancel);

        await live.Works.CreateOrUpdateAsync("one", "web", Contents.ConfigMap(), cancellationToken: Cancel);

        Assert.Empty(Stored(live)["spec"]!["manifestConfigs"]?.AsArray() ?? []);
    }

    [Fact]
    public async Task A_conflict_is_tried_again_from_a_new_read()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "web");
        int patches = 0;
        live.Faults.Add(new FaultRule(Fault.Status(500, "InternalError", "never met"))
        {
            Where = request =>
            {
                // Somebody else writes just before each of the first three patches.
                if (request.Method == "PATCH" && ++patches <= 3)
                {
                    live.Admin.Change(OcmTypes.ManifestWork, "one", "web", work =>
                    {
                        work["metadata"]!["labels"] = new JsonObject { ["agent"] = patches.ToString(System.Globalization.CultureInfo.InvariantCulture) };
                        return true;
                    });
                }

                return false;
            },
        });

        (Work work, ChangeAction action) = await live.Works.CreateOrUpdateAsync("one", "web", Contents.ConfigMap("2"), cancellationToken: Cancel);

        Assert.Equal((ChangeAction.Updated, "3"), (action, work.Labels["agent"]));
        Assert.Equal(Contents.ConfigMap("2").Manifests.Hash, work.ManifestHash);
        Assert.Equal([409, 409, 409, 200], live.Requests.Where(request => request.Method == "PATCH").Select(request => request.Status ?? 0));
    }

    [Fact]
    public async Task A_conflict_that_stays_is_told()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "web");
        live.Faults.Add(new FaultRule(Fault.Status(409, "Conflict", "the object has been modified")) { Method = "PATCH" });

        HubException error = await RefusedAsync(() => live.Works.CreateOrUpdateAsync("one", "web", Contents.ConfigMap("2"), cancellationToken: Cancel));

        Assert.Equal("Conflict", error.ErrorId);
        Assert.InRange(live.Requests.Count(request => request.Method == "PATCH"), 2, 10);
    }

    [Fact]
    public async Task A_work_that_another_creates_at_the_same_time_is_updated()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.Faults.Add(new FaultRule(Fault.Status(500, "InternalError", "never met"))
        {
            Where = request =>
            {
                if (request.Method == "POST" && request.Path.EndsWith("/manifestworks", StringComparison.Ordinal))
                {
                    live.AddWork("one", "web");
                }

                return false;
            },
        });

        (_, ChangeAction action) = await live.Works.CreateOrUpdateAsync("one", "web", Contents.ConfigMap("2"), cancellationToken: Cancel);

        Assert.Equal(ChangeAction.Updated, action);
    }

    [Theory]
    [InlineData("addon-x-deploy", "{}", "add-on")]
    [InlineData("one-klusterlet-crds", "{}", "klusterlet")]
    [InlineData("web", """{"labels":{"open-cluster-management.io/addon-name":"hello"}}""", "'hello'")]
    [InlineData("web", """{"labels":{"work.open-cluster-management.io/manifestworkreplicaset":"ns.set"}}""", "'ns.set'")]
    public async Task A_work_that_a_controller_keeps_is_not_changed(string name, string metadata, string keeper)
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", name, JsonNode.Parse(metadata)!.AsObject());

        HubException error = await RefusedAsync(() => live.Works.CreateOrUpdateAsync("one", name, Contents.ConfigMap("2"), cancellationToken: Cancel));

        Assert.Equal("ManagedByOther", error.ErrorId);
        Assert.Contains(keeper, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(live.Requests, request => request.IsMutating);
    }

    [Fact]
    public async Task A_work_that_is_being_deleted_is_not_changed()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "web", new JsonObject { ["finalizers"] = new JsonArray("example.com/wait") });
        await live.Works.DeleteAsync("one", "web", cancellationToken: Cancel);

        HubException error = await RefusedAsync(() => live.Works.CreateOrUpdateAsync("one", "web", Contents.ConfigMap("2"), cancellationToken: Cancel));

        Assert.Equal("WorkDeleting", error.ErrorId);
        Assert.True((await live.Works.GetAsync("one", "web", cancellationToken: Cancel))!.Deleting);
    }

    [Fact]
    public async Task A_dry_run_tells_what_would_be_and_changes_nothing()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");

        (Work created, ChangeAction first) = await live.Works.CreateOrUpdateAsync("one", "web", Contents.ConfigMap(), dryRun: true, cancellationToken: Cancel);
        live.AddWork("one", "web");
        (Work updated, ChangeAction second) = await live.Works.CreateOrUpdateAsync("one", "web", Contents.ConfigMap("2"), dryRun: true, cancellationToken: Cancel);

        Assert.Equal((ChangeAction.Created, ChangeAction.Updated), (first, second));
        Assert.NotEqual(created.ManifestHash, updated.ManifestHash);
        Assert.NotEqual(updated.ManifestHash, (await live.Works.GetAsync("one", "web", cancellationToken: Cancel))!.ManifestHash);
        Assert.All(live.Requests.Where(request => request.IsMutating), request => Assert.True(request.IsDryRun));
    }

    [Fact]
    public async Task A_work_can_be_read_with_its_whole_JSON()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "web");

        Assert.Null((await live.Works.GetAsync("one", "web", cancellationToken: Cancel))!.Json);
        string json = (await live.Works.GetAsync("one", "web", includeJson: true, cancellationToken: Cancel))!.Json!;
        string listed = (await live.Works.ListAsync("one", new WorkQuery { IncludeJson = true }, Cancel).SingleAsync(Cancel)).Json!;

        Assert.Equal("ManifestWork", (string?)JsonNode.Parse(json)!["kind"]);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json)!["spec"], JsonNode.Parse(listed)!["spec"]));
    }

    private static JsonObject Stored(LiveHub live) => live.Admin.Get(OcmTypes.ManifestWork, "one", "web")!;

    private static JsonArray Configs(JsonObject work) => work["spec"]!["manifestConfigs"]!.AsArray();

    private static Task<HubException> RefusedAsync(Func<Task> call) => Assert.ThrowsAnyAsync<HubException>(call);
}
