using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Works;

/// <summary>Options of works that exist: what is said changes, and nothing else.</summary>
public sealed class WorkOptionTests
{
    private static readonly ObjectKey Web = new("one", "web");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_work_has_the_options_that_were_said()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        WorkContent content = Contents.ConfigMap() with
        {
            Options = new WorkOptions { OrphanResources = [OrphanRule.Parse("default/configmaps/settings")], TtlAfterFinished = 0, Executor = WorkExecutor.Parse("shop/deployer") },
        };

        Work work = await live.Works.CreateAsync("one", "web", content, cancellationToken: Cancel);

        Assert.Equal(("SelectivelyOrphan", "shop/deployer"), (work.PropagationPolicy, work.Executor));
        Assert.Equal(
            """{"propagationPolicy":"SelectivelyOrphan","selectivelyOrphans":{"orphaningRules":[{"group":"","name":"settings","namespace":"default","resource":"configmaps"}]},"ttlSecondsAfterFinished":0}""",
            Sorted(Spec(live)["deleteOption"]!));
    }

    [Fact]
    public async Task An_update_without_options_leaves_those_that_the_work_has()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        WorkOptions options = new()
        {
            PropagationPolicy = PropagationPolicy.Orphan,
            TtlAfterFinished = 30,
            UpdateStrategy = UpdateStrategy.ServerSideApply,
            ForceConflict = true,
            Feedback = WorkFeedback.None,
            Executor = new WorkExecutor("shop", "deployer"),
            ManifestConfigs = [Config("""{"Resource":"deployments.apps","Namespace":"default","Name":"web","UpdateStrategy":"CreateOnly"}""")],
        };
        await live.Works.CreateAsync("one", "web", Contents.Deployment() with { Options = options }, cancellationToken: Cancel);
        JsonObject before = Spec(live);

        (_, ChangeAction same) = await live.Works.CreateOrUpdateAsync("one", "web", Contents.Deployment(), cancellationToken: Cancel);
        (_, ChangeAction changed) = await live.Works.CreateOrUpdateAsync("one", "web", Contents.Deployment("nginx:2"), cancellationToken: Cancel);

        Assert.Equal((ChangeAction.Unchanged, ChangeAction.Updated), (same, changed));
        foreach (string part in new[] { "deleteOption", "executor", "manifestConfigs" })
        {
            Assert.Equal(Sorted(before[part]!), Sorted(Spec(live)[part]!));
        }
    }

    [Fact]
    public async Task The_same_options_again_send_nothing()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        WorkOptions options = new()
        {
            PropagationPolicy = PropagationPolicy.Foreground,
            UpdateStrategy = UpdateStrategy.ServerSideApply,
            Feedback = WorkFeedback.Default,
            ManifestConfigs =
            [
                Config("""{"Resource":"deployments.apps","Namespace":"default","Name":"web","UpdateStrategy":"ServerSideApply","IgnoreField":".spec.replicas","FeedbackScrapeType":"Watch","ConditionRule":"Progressing=false"}"""),
                Config("""{"Resource":"deployments.apps","Namespace":"*","Name":"*","FeedbackScrapeType":"Poll"}"""),
            ],
        };
        WorkContent content = Contents.Deployment() with { Options = options };
        await live.Works.CreateAsync("one", "web", content, cancellationToken: Cancel);

        Assert.Equal(ChangeAction.Unchanged, (await live.Works.CreateOrUpdateAsync("one", "web", content, cancellationToken: Cancel)).Action);
        Assert.Equal(ChangeAction.Unchanged, (await EditAsync(live, options)).Action);
        Assert.DoesNotContain(live.Requests, request => request.Method == "PATCH");
    }

    [Fact]
    public async Task An_edit_sends_exactly_what_is_named()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        Work before = await live.Works.CreateAsync("one", "web", Contents.Deployment(), cancellationToken: Cancel);

        await EditAsync(live, new WorkOptions { PropagationPolicy = PropagationPolicy.Orphan });

        Assert.Equal(
            $$$$"""{"metadata":{"resourceVersion":"{{{{before.ResourceVersion}}}}"},"spec":{"deleteOption":{"propagationPolicy":"Orphan"}}}""",
            Assert.Single(live.Requests, request => request.Method == "PATCH").Body);
    }

    [Fact]
    public async Task What_is_cleared_is_as_if_it_had_never_been_said()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.Works.CreateAsync("one", "web", Contents.Deployment(), cancellationToken: Cancel);
        JsonObject plain = Spec(live);
        await EditAsync(live, new WorkOptions
        {
            OrphanResources = [OrphanRule.Parse("default/deployments.apps/web")],
            TtlAfterFinished = 30,
            UpdateStrategy = UpdateStrategy.CreateOnly,
            Executor = new WorkExecutor("shop", "deployer"),
            ManifestConfigs = [Config("""{"Resource":"deployments.apps","Namespace":"default","Name":"web","ConditionRule":"Progressing=false","FeedbackScrapeType":"Watch"}""")],
        });

        await EditAsync(live, new WorkOptions { Cleared = [WorkOption.OrphanResource, WorkOption.TtlAfterFinished, WorkOption.UpdateStrategy, WorkOption.Executor, WorkOption.ManifestConfig] });

        Assert.Equal(Sorted(plain["manifestConfigs"]!), Sorted(Spec(live)["manifestConfigs"]!));
        Assert.Equal("""{"propagationPolicy":"Foreground"}""", Sorted(Spec(live)["deleteOption"]!));
        Assert.Null(Spec(live)["executor"]);
    }

    [Fact]
    public async Task Another_policy_takes_the_orphaning_rules_away_which_would_mean_nothing()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.Works.CreateAsync("one", "web", Contents.ConfigMap() with { Options = new() { OrphanResources = [OrphanRule.Parse("default/configmaps/settings")] } }, cancellationToken: Cancel);

        await EditAsync(live, new WorkOptions { PropagationPolicy = PropagationPolicy.Foreground });

        Assert.Equal("""{"propagationPolicy":"Foreground"}""", Sorted(Spec(live)["deleteOption"]!));
        HubException error = await Assert.ThrowsAsync<HubException>(() => EditAsync(live, new WorkOptions { PropagationPolicy = PropagationPolicy.SelectivelyOrphan }));
        Assert.Equal("InvalidArgument", error.ErrorId);
    }

    [Fact]
    public async Task An_edit_takes_the_very_object_or_nothing()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "web");
        WorkEdit edit = new() { Labels = new Dictionary<string, string?> { ["a"] = "b" } };

        Assert.Equal("Conflict", (await Assert.ThrowsAsync<HubException>(() => live.Works.ChangeAsync(Web, "another", edit, cancellationToken: Cancel))).ErrorId);
        Assert.Equal("NotFound", (await Assert.ThrowsAsync<HubException>(() => live.Works.ChangeAsync(new("one", "nope"), "", edit, cancellationToken: Cancel))).ErrorId);
        Assert.DoesNotContain(live.Requests, request => request.IsMutating);
    }

    [Fact]
    public async Task A_conflict_is_worked_out_anew_from_what_is_there_then()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "web");
        int patches = 0;
        live.Faults.Add(new FaultRule(Fault.Status(500, "InternalError", "never met"))
        {
            Where = request =>
            {
                if (request.Method == "PATCH" && ++patches == 1)
                {
                    live.Admin.Change(OcmTypes.ManifestWork, "one", "web", work =>
                    {
                        work["spec"]!["deleteOption"] = new JsonObject { ["propagationPolicy"] = "Orphan", ["ttlSecondsAfterFinished"] = 5 };
                        return true;
                    });
                }

                return false;
            },
        });

        (_, ChangeAction action) = await EditAsync(live, new WorkOptions { PropagationPolicy = PropagationPolicy.Orphan, TtlAfterFinished = 6 });

        Assert.Equal(ChangeAction.Updated, action);
        Assert.Equal([409, 200], live.Requests.Where(request => request.Method == "PATCH").Select(request => request.Status ?? 0));
        Assert.Equal("""{"deleteOption":{"ttlSecondsAfterFinished":6}}""", JsonNode.Parse(live.Requests.Last(request => request.Method == "PATCH").Body!)!["spec"]!.ToJsonString());
    }

    [Fact]
    public async Task A_work_that_a_controller_keeps_is_changed_only_when_that_is_said()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "addon-x-deploy-0");
        WorkEdit edit = new() { Options = new WorkOptions { PropagationPolicy = PropagationPolicy.Orphan } };
        ObjectKey key = new("one", "addon-x-deploy-0");

        Assert.Equal("ManagedByOther", (await Assert.ThrowsAsync<HubException>(() => live.Works.ChangeAsync(key, "", edit, cancellationToken: Cancel))).ErrorId);
        Assert.Equal(ChangeAction.Updated, (await live.Works.ChangeAsync(key, "", edit, includeManaged: true, cancellationToken: Cancel)).Action);
    }

    [Fact]
    public async Task A_conflict_with_other_managers_is_told_in_one_line_with_all_fields()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "web");
        live.Report("one", "web", """{"conditions":[{"type":"Applied","status":"False","message":"1 of 1 failed"}],"resourceStatus":{"manifests":[{"resourceMeta":{"ordinal":0},"conditions":[{"type":"Applied","status":"False","message":"Apply failed with 2 conflicts: conflicts with \"hpa\" using apps/v1:\n- .spec.replicas\n- .spec.paused"}]}]}}""");

        Work work = (await live.Works.GetAsync("one", "web", cancellationToken: Cancel))!;

        Assert.Equal("ConfigMap shop/settings: Apply failed with 2 conflicts: conflicts with \"hpa\" using apps/v1: .spec.replicas, .spec.paused", work.Message);
    }

    [Theory]
    [InlineData("shop/deployer", true)]
    [InlineData("system:serviceaccount:shop:deployer", true)]
    [InlineData("deployer", false)]
    [InlineData("Shop/deployer", false)]
    [InlineData("shop/-x", false)]
    [InlineData("a/b/c", false)]
    public void An_executor_is_a_namespace_and_a_name(string text, bool isOne)
    {
        if (isOne)
        {
            Assert.Equal("shop/deployer", WorkExecutor.Parse(text).ToString());
        }
        else
        {
            Assert.Equal("InvalidExecutor", Assert.Throws<HubException>(() => WorkExecutor.Parse(text)).ErrorId);
        }
    }

    private static Task<(Work Work, ChangeAction Action)> EditAsync(LiveHub live, WorkOptions options) => live.Works.ChangeAsync(Web, "", new WorkEdit { Options = options }, cancellationToken: Cancel);

    private static ManifestConfig Config(string json) => ManifestConfigReader.Read(JsonNode.Parse(json));

    private static JsonObject Spec(LiveHub live) => live.Admin.Get(OcmTypes.ManifestWork, "one", "web")!["spec"]!.AsObject();

    private static string Sorted(JsonNode node) => System.Text.Encoding.UTF8.GetString(OcmPowerShell.Sandbox.Api.Json.JsonText.Sorted(node));
}
