using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Works;

/// <summary>What becomes of a work's manifestConfigs, the user's and the module's, when the work changes.</summary>
public sealed class WorkConfigUpdateTests
{
    private const string NewerFeedback =
        """{"resourceIdentifier":{"group":"apps","resource":"deployments","namespace":"default","name":"web"},"feedbackRules":[{"type":"WellKnownStatus"},{"type":"JSONPaths","jsonPaths":[{"name":"ObservedGeneration","path":".status.observedGeneration"},{"name":"Generation","path":".metadata.generation"},{"name":"UpdatedReplicas","path":".status.updatedReplicas"},{"name":"OfALaterVersion","path":".status.terminatingReplicas"}]}],"feedbackScrapeType":"Poll"}""";

    private static readonly ObjectKey Web = new("one", "web");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_strategy_for_all_is_also_for_manifests_that_come_new()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.Works.CreateAsync("one", "web", Contents.ConfigMap() with { Options = new() { UpdateStrategy = UpdateStrategy.ServerSideApply, ForceConflict = true } }, cancellationToken: Cancel);

        await live.Works.CreateOrUpdateAsync("one", "web", Contents.Deployment(), cancellationToken: Cancel);

        JsonObject strategy = Spec(live)["manifestConfigs"]!.AsArray().OfType<JsonObject>().Single(entry => entry["updateStrategy"] is not null);
        Assert.Equal("deployments", (string?)strategy["resourceIdentifier"]!["resource"]);
        Assert.True((bool?)strategy["updateStrategy"]!["serverSideApply"]!["force"]);
    }

    [Fact]
    public async Task A_strategy_for_some_is_not_for_manifests_that_come_new()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        WorkContent both = Contents.Of("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: default}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: a, namespace: default}\n");
        await live.Works.CreateAsync("one", "web", both with { Options = new() { ManifestConfigs = [Config("""{"Resource":"configmaps","Namespace":"*","Name":"*","UpdateStrategy":"CreateOnly"}""")] } }, cancellationToken: Cancel);

        await live.Works.CreateOrUpdateAsync("one", "web", Contents.Deployment(), cancellationToken: Cancel);

        Assert.Equal(["configmaps"], Spec(live)["manifestConfigs"]!.AsArray().Where(entry => entry!["updateStrategy"] is not null).Select(entry => (string?)entry!["resourceIdentifier"]!["resource"]));
    }

    [Fact]
    public async Task No_feedback_stays_no_feedback_until_it_is_asked_for()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.Works.CreateAsync("one", "web", Contents.Deployment() with { Options = new() { Feedback = WorkFeedback.None } }, cancellationToken: Cancel);

        await live.Works.CreateOrUpdateAsync("one", "web", Contents.Deployment("nginx:2"), cancellationToken: Cancel);
        JsonNode? none = Spec(live)["manifestConfigs"];
        (Work work, _) = await EditAsync(live, new WorkOptions { Feedback = WorkFeedback.Default });

        Assert.Null(none);
        Assert.Single(Spec(live)["manifestConfigs"]!.AsArray());
        Assert.DoesNotContain(WorkSettings.FeedbackAnnotation, work.Annotations.Keys);
    }

    [Fact]
    public async Task Feedback_that_a_later_version_of_the_module_made_goes_with_its_manifest_and_stays_with_it()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.Works.CreateAsync("one", "web", Contents.Deployment(), cancellationToken: Cancel);
        SetConfigs(live, NewerFeedback);

        (_, ChangeAction same) = await live.Works.CreateOrUpdateAsync("one", "web", Contents.Deployment(), cancellationToken: Cancel);
        await live.Works.CreateOrUpdateAsync("one", "web", Contents.Deployment(name: "other"), cancellationToken: Cancel);

        Assert.Equal(ChangeAction.Unchanged, same);
        Assert.Equal(["other"], Spec(live)["manifestConfigs"]!.AsArray().Select(entry => (string?)entry!["resourceIdentifier"]!["name"]));
    }

    [Theory]
    [InlineData("""{"resourceIdentifier":{"group":"apps","resource":"deployments","namespace":"default","name":"web"},"feedbackRules":[{"type":"JSONPaths","jsonPaths":[{"name":"Mine","path":".status.mine"}]}]}""")]
    [InlineData("""{"resourceIdentifier":{"group":"apps","resource":"deployments","namespace":"default","name":"web"},"feedbackRules":[{"type":"WellKnownStatus"}]}""")]
    [InlineData("""{"resourceIdentifier":{"group":"apps","resource":"deployments","namespace":"default","name":"w*"},"feedbackRules":[{"type":"WellKnownStatus"}]}""")]
    [InlineData("""{"resourceIdentifier":{"group":"apps","resource":"deployments","namespace":"default","name":"web"},"feedbackRules":[{"type":"WellKnownStatus"}],"updateStrategy":{"type":"ReadOnly"}}""")]
    public async Task What_a_user_wrote_is_never_taken_away_by_an_update(string users)
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.Works.CreateAsync("one", "web", Contents.Deployment(), cancellationToken: Cancel);
        SetConfigs(live, users);

        (_, ChangeAction same) = await live.Works.CreateOrUpdateAsync("one", "web", Contents.Deployment(), cancellationToken: Cancel);
        await live.Works.CreateOrUpdateAsync("one", "web", Contents.Deployment(name: "other"), cancellationToken: Cancel);
        await EditAsync(live, new WorkOptions { Feedback = WorkFeedback.None, UpdateStrategy = UpdateStrategy.CreateOnly });

        Assert.Equal(ChangeAction.Unchanged, same);
        Assert.Contains(Spec(live)["manifestConfigs"]!.AsArray().OfType<JsonObject>(), entry => ManifestConfigEntry.Same(entry, JsonNode.Parse(users)));
    }

    [Fact]
    public async Task A_users_entry_without_feedback_hides_none()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "web");
        SetConfigs(live, """{"resourceIdentifier":{"group":"apps","resource":"deployments","namespace":"default","name":"web"},"updateStrategy":{"type":"CreateOnly"}}""");

        await live.Works.CreateOrUpdateAsync("one", "web", Contents.Deployment(), cancellationToken: Cancel);

        Assert.Equal([false, true], Spec(live)["manifestConfigs"]!.AsArray().Select(entry => entry!["feedbackRules"] is not null));
    }

    [Fact]
    public async Task Entries_that_stay_keep_their_places_since_the_first_that_fits_counts()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.Works.CreateAsync("one", "web", Contents.Deployment(), cancellationToken: Cancel);
        string made = Spec(live)["manifestConfigs"]![0]!.ToJsonString();
        SetConfigs(live, made, """{"resourceIdentifier":{"group":"apps","resource":"deployments","namespace":"*","name":"*"},"feedbackRules":[{"type":"WellKnownStatus"}]}""");

        (_, ChangeAction action) = await live.Works.CreateOrUpdateAsync("one", "web", Contents.Deployment(), cancellationToken: Cancel);

        Assert.Equal(ChangeAction.Unchanged, action);
    }

    [Fact]
    public async Task A_list_of_configs_replaces_the_users_and_leaves_the_modules()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        WorkOptions first = new() { UpdateStrategy = UpdateStrategy.ServerSideApply, ManifestConfigs = [Config("""{"Resource":"deployments.apps","Namespace":"default","Name":"web","JsonPath":{"A":".spec.a"}}""")] };
        await live.Works.CreateAsync("one", "web", Contents.Deployment() with { Options = first }, cancellationToken: Cancel);

        await EditAsync(live, new WorkOptions { ManifestConfigs = [Config("""{"Resource":"deployments.apps","Namespace":"default","Name":"web","ConditionRule":"Progressing=false"}""")] });

        JsonArray configs = Spec(live)["manifestConfigs"]!.AsArray();
        Assert.Equal(["conditionRules", "updateStrategy", "feedbackRules"], configs.Select(entry => entry!.AsObject().Select(member => member.Key).Single(key => key is not ("resourceIdentifier" or "feedbackScrapeType"))));
        Assert.DoesNotContain("\"A\"", configs.ToJsonString(), StringComparison.Ordinal);
    }

    private static Task<(Work Work, ChangeAction Action)> EditAsync(LiveHub live, WorkOptions options) => live.Works.ChangeAsync(Web, "", new WorkEdit { Options = options }, cancellationToken: Cancel);

    private static void SetConfigs(LiveHub live, params string[] entries) => live.Admin.Change(OcmTypes.ManifestWork, "one", "web", work =>
    {
        work["spec"]!["manifestConfigs"] = new JsonArray([.. entries.Select(entry => JsonNode.Parse(entry))]);
        return true;
    });

    private static ManifestConfig Config(string json) => ManifestConfigReader.Read(JsonNode.Parse(json));

    private static JsonObject Spec(LiveHub live) => live.Admin.Get(OcmTypes.ManifestWork, "one", "web")!["spec"]!.AsObject();
}
