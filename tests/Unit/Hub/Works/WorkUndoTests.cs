using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works.History;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Patching;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Works;

/// <summary>Former states come back whole, and only where they are meant to.</summary>
public sealed class WorkUndoTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_former_spec_comes_back_exactly_and_twice_goes_forth_and_back()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.Works.CreateAsync("one", "web", Contents.Deployment(), cancellationToken: Cancel);
        JsonNode first = live.Spec().DeepClone();
        await live.Works.CreateOrUpdateAsync("one", "web", Contents.ConfigMap() with { Labels = new Dictionary<string, string> { ["keep"] = "me" } }, cancellationToken: Cancel);
        live.ChangeSpec(spec => spec["deleteOption"] = new JsonObject { ["propagationPolicy"] = "Orphan" });
        JsonNode second = live.Spec().DeepClone();
        await live.PutAsync("3");
        JsonNode third = live.Spec().DeepClone();

        (Work work, ChangeAction action) = await live.UndoAsync();
        Assert.Equal((ChangeAction.Updated, 5L, "me"), (action, work.Generation, work.Labels["keep"]));
        Assert.True(JsonNode.DeepEquals(second, live.Spec()));

        await live.UndoAsync();
        Assert.True(JsonNode.DeepEquals(third, live.Spec()));

        await live.UndoAsync(new UndoChoice { Revision = 1 });
        Assert.True(JsonNode.DeepEquals(first, live.Spec()), live.Spec().ToJsonString());
        Assert.Equal([6, 5, 4, 3, 1], await live.RevisionsAsync());
    }

    [Fact]
    public async Task A_state_is_named_by_its_revision_its_hash_or_a_time()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        for (int value = 1; value <= 3; value++)
        {
            await live.PutAsync($"{value}");
        }

        string hash = Contents.ConfigMap("1").Manifests.Hash;
        Assert.Equal(hash, (await live.UndoAsync(new UndoChoice { ManifestHash = hash.ToUpperInvariant() })).Work.ManifestHash);
        Assert.Equal(ChangeAction.Unchanged, (await live.UndoAsync(new UndoChoice { ManifestHash = hash })).Action);
        Assert.Equal(ChangeAction.Unchanged, (await live.UndoAsync(new UndoChoice { Revision = 4 })).Action);
        Assert.Equal(ChangeAction.Unchanged, (await live.UndoAsync(new UndoChoice { Before = DateTime.UtcNow.AddHours(1) })).Action);
        Assert.Equal(Contents.ConfigMap("2").Manifests.Hash, (await live.UndoAsync(new UndoChoice { Revision = 2 })).Work.ManifestHash);
        HubException none = await RefusedAsync(() => live.UndoAsync(new UndoChoice { Before = DateTime.UtcNow.AddHours(-1) }));
        Assert.Equal("NoHistory", none.ErrorId);
        Assert.All(["one/web", "before", "4, 3, 2, 1"], text => Assert.Contains(text, none.Message, StringComparison.Ordinal));
        Assert.Equal("NoHistory", (await RefusedAsync(() => live.UndoAsync(new UndoChoice { Revision = 77 }))).ErrorId);
    }

    [Fact]
    public async Task A_time_means_the_state_that_the_work_was_in_then()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.PutAsync("1");
        Work work = await live.WorkAsync();
        foreach ((int revision, string time) in new[] { (1, "2026-01-01T00:00:00Z"), (2, "2026-02-01T00:00:00Z"), (3, "2026-03-01T00:00:00Z") })
        {
            byte[] spec = Encoding.UTF8.GetBytes($$$"""{"workload":{"manifests":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"at-{{{revision}}}"}}]}}""");
            Plant(live, work, revision, HistoryData.Pack(spec), ManifestsHash(spec), DateTime.Parse(time, System.Globalization.CultureInfo.InvariantCulture));
        }

        live.ChangeSpec(spec => spec["deleteOption"] = new JsonObject { ["propagationPolicy"] = "Orphan" });
        live.ChangeSpec(spec => spec.Remove("deleteOption"));
        live.ChangeSpec(spec => spec["deleteOption"] = new JsonObject { ["propagationPolicy"] = "Orphan" });

        await live.UndoAsync(new UndoChoice { Before = new DateTime(2026, 2, 15, 0, 0, 0, DateTimeKind.Utc) });

        Assert.Equal("at-2", (string?)live.Spec()["workload"]!["manifests"]![0]!["metadata"]!["name"]);
    }

    [Fact]
    public async Task Without_an_earlier_state_nothing_is_changed()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.PutAsync("1");

        HubException error = await RefusedAsync(() => live.UndoAsync());

        Assert.Equal("NoHistory", error.ErrorId);
        Assert.Contains("None is kept", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await live.WorkAsync()).Generation);
    }

    [Fact]
    public async Task A_change_that_was_not_made_by_this_module_is_told_of()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.PutAsync("1");
        await live.PutAsync("2");
        live.ChangeSpec(spec => spec["deleteOption"] = new JsonObject { ["propagationPolicy"] = "Orphan" });
        var undo = new WorkUndo(live.Connection, new UndoChoice());

        UndoPlan plan = await undo.PlanAsync(await live.WorkAsync(), Cancel);

        Assert.Equal(1, plan.Record!.Revision);
        Assert.Contains("from revision 3 back to 1", plan.Warning, StringComparison.Ordinal);
        await undo.RunAsync(plan, Cancel);
        Assert.False(live.Spec().ContainsKey("deleteOption"));
        Assert.Equal("", (await undo.PlanAsync(await live.WorkAsync(), Cancel)).Warning);
    }

    [Fact]
    public async Task The_agents_writes_in_between_do_not_stop_an_undo()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.PutAsync("1");
        await live.PutAsync("2");
        BeforeFirstPatch(live, () => live.ChangeMetadata(metadata => metadata["labels"] = new JsonObject { ["agent"] = "1" }));

        (Work work, ChangeAction action) = await live.UndoAsync();

        Assert.Equal((ChangeAction.Updated, "1", Contents.ConfigMap("1").Manifests.Hash), (action, work.Labels["agent"], work.ManifestHash));
    }

    [Fact]
    public async Task The_state_before_the_present_one_is_not_guessed_when_somebody_changes_the_work_meanwhile()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.PutAsync("1");
        await live.PutAsync("2");
        BeforeFirstPatch(live, () => live.ChangeSpec(spec => spec["deleteOption"] = new JsonObject { ["propagationPolicy"] = "Orphan" }));

        Assert.Equal("Conflict", (await RefusedAsync(() => live.UndoAsync())).ErrorId);
        Assert.Equal((3L, "Orphan"), ((await live.WorkAsync()).Generation, (await live.WorkAsync()).PropagationPolicy));

        BeforeFirstPatch(live, () => live.ChangeSpec(spec => spec["deleteOption"] = new JsonObject { ["propagationPolicy"] = "Foreground" }));
        Assert.Equal(Contents.ConfigMap("1").Manifests.Hash, (await live.UndoAsync(new UndoChoice { Revision = 1 })).Work.ManifestHash);
        Assert.Equal([4, 3, 2, 1], await live.RevisionsAsync());
    }

    [Fact]
    public async Task A_work_that_is_another_by_now_deleted_or_kept_by_a_controller_is_left_alone()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.PutAsync("1");
        await live.PutAsync("2");
        var undo = new WorkUndo(live.Connection, new UndoChoice());
        UndoPlan plan = await undo.PlanAsync(await live.WorkAsync(), Cancel);
        live.ChangeMetadata(metadata => metadata["labels"] = new JsonObject { ["open-cluster-management.io/addon-name"] = "hello" });
        Assert.Equal("ManagedByOther", (await RefusedAsync(() => undo.RunAsync(plan, Cancel))).ErrorId);
        live.ChangeMetadata(metadata => metadata.Remove("labels"));
        live.ChangeMetadata(metadata => metadata["finalizers"] = new JsonArray("test/hold"));
        await live.Works.DeleteAsync("one", "web", cancellationToken: Cancel);
        Assert.Equal("WorkDeleting", (await RefusedAsync(() => undo.RunAsync(plan, Cancel))).ErrorId);
        live.ChangeMetadata(metadata => metadata.Remove("finalizers"));
        await live.PutAsync("3");
        Assert.Equal("Conflict", (await RefusedAsync(() => undo.RunAsync(plan, Cancel))).ErrorId);
        Assert.Equal(Contents.ConfigMap("3").Manifests.Hash, (await live.WorkAsync()).ManifestHash);
    }

    [Fact]
    public async Task A_dry_run_asks_and_changes_and_keeps_nothing()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.PutAsync("1");
        await live.PutAsync("2");
        live.Sandbox.Requests.Clear();

        (Work work, ChangeAction action) = await live.UndoAsync(dryRun: true);

        Assert.Equal((ChangeAction.Updated, Contents.ConfigMap("1").Manifests.Hash), (action, work.ManifestHash));
        Assert.True(Assert.Single(live.Requests, request => request.IsMutating).IsDryRun);
        Assert.Equal(2, (await live.WorkAsync()).Generation);
    }

    [Theory]
    [InlineData("bomb", "unpacks to more than")]
    [InlineData("text", "HistoryInvalid")]
    [InlineData("cut", "HistoryInvalid")]
    [InlineData("list", "holds no spec")]
    [InlineData("other", "have the hash")]
    [InlineData("type", "not a Secret of this module")]
    public async Task What_somebody_else_wrote_in_its_place_is_not_brought_back(string kind, string says)
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.PutAsync("1");
        Work work = await live.WorkAsync();
        live.ChangeSpec(spec => spec["deleteOption"] = new JsonObject { ["propagationPolicy"] = "Orphan" });
        byte[] spec = """{"workload":{"manifests":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"}}]}}"""u8.ToArray();
        string hash = ManifestsHash(spec);
        byte[] data = kind switch
        {
            "bomb" => Bomb(),
            "text" => "no gzip"u8.ToArray(),
            "cut" => HistoryData.Pack(spec)[..30],
            "list" => HistoryData.Pack("[1]"u8),
            _ => HistoryData.Pack(spec),
        };
        Plant(live, work, 1, data, kind == "other" ? "0123456789abcdef" : hash, DateTime.UtcNow, kind == "type" ? "Opaque" : HistoryRecord.SecretType);

        // Of another type it is not even found; who reads it by its name is told.
        HubException error = kind == "type"
            ? Assert.Throws<HubException>(() => HistoryRecord.Parse(live.Secrets()[0].ToUtf8Bytes(), "hub", false).Spec())
            : await RefusedAsync(() => live.UndoAsync(new UndoChoice { Revision = 1 }));

        Assert.Equal("HistoryInvalid", error.ErrorId);
        Assert.Contains(says, $"{error.ErrorId} {error.Message}", StringComparison.Ordinal);
        Assert.Equal(2, (await live.WorkAsync()).Generation);
    }

    [Fact]
    public async Task Secrets_of_others_that_look_alike_are_passed_over()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.PutAsync("1");
        Work work = await live.WorkAsync();
        foreach ((string name, string revision) in new[] { ("a", "1"), ("b", "-1"), ("c", "x"), ("d", "99999999999999999999") })
        {
            live.Admin.Create(KubernetesTypes.Secret, "one", new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { [HistoryRecord.WorkUidLabel] = work.Uid, [HistoryRecord.RevisionLabel] = revision.TrimStart('-') } },
                ["type"] = HistoryRecord.SecretType,
            });
        }

        Assert.Empty(await live.RevisionsAsync());
        Assert.Equal("NoHistory", (await RefusedAsync(() => live.UndoAsync())).ErrorId);
    }

    [Theory]
    [InlineData("GET", "list")]
    public async Task Who_may_not_read_Secrets_is_told_which_right_is_missing(string method, string verb)
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.PutAsync("1");
        await live.PutAsync("2");
        live.SpoilSecrets(Fault.Status(403, "Forbidden", "no"), method);

        HubException error = await RefusedAsync(() => live.UndoAsync());

        Assert.Equal("Forbidden", error.ErrorId);
        Assert.Contains($"may not {verb} secrets in namespace 'one'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_patch_makes_any_object_the_other()
    {
        var random = new Random(4711);
        for (int round = 0; round < 2000; round++)
        {
            JsonObject have = Any(random, 3), want = Any(random, 3);
            JsonObject? patch = SpecDifference.Patch(have, want);

            Assert.Equal(JsonNode.DeepEquals(have, want), patch is null);
            JsonNode? made = patch is null ? have : MergePatch.Apply(have, JsonNode.Parse(patch.ToUtf8Bytes()));
            Assert.True(JsonNode.DeepEquals(want, made), $"{have.ToJsonString()} -> {want.ToJsonString()}: {patch?.ToJsonString()}");
        }
    }

    // Few names and values, so that the two often have some in common; a hub's objects have no nulls outside of lists.
    private static JsonObject Any(Random random, int depth)
    {
        var value = new JsonObject();
        for (int count = random.Next(4); count > 0; count--)
        {
            value[$"{(char)('a' + random.Next(4))}"] = random.Next(depth > 0 ? 5 : 3) switch
            {
                0 => random.Next(3),
                1 => $"{random.Next(3)}",
                2 => new JsonArray(random.Next(2), null, new JsonObject { ["x"] = null }),
                _ => Any(random, depth - 1),
            };
        }

        return value;
    }

    private static void BeforeFirstPatch(LiveHub live, Action change)
    {
        bool done = false;
        live.Faults.Add(new FaultRule(Fault.Status(500, "InternalError", "never met"))
        {
            Where = request =>
            {
                if (request.Method == "PATCH" && !done)
                {
                    done = true;
                    change();
                }

                return false;
            },
        });
    }

    private static void Plant(LiveHub live, Work work, long revision, byte[] data, string hash, DateTime since, string type = HistoryRecord.SecretType)
    {
        var former = new Work { Name = work.Name, Cluster = work.Cluster, Uid = work.Uid, Generation = revision, ManifestHash = hash };
        JsonObject secret = JsonNodeExtensions.ParseObject(HistorySecret.Write(former, new SpecAuthor("somebody", since), data, DateTime.UtcNow, "x"));
        secret["type"] = type;
        live.Admin.Create(KubernetesTypes.Secret, "one", secret);
    }

    private static string ManifestsHash(byte[] spec) =>
        OcmPowerShell.Hub.Model.Wire.ManifestSummary.Of(Encoding.UTF8.GetBytes($$$"""{"spec":{{{Encoding.UTF8.GetString(spec)}}} }""")).Hash;

    private static byte[] Bomb()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            byte[] zeros = new byte[1024 * 1024];
            for (int megabyte = 0; megabyte < 300; megabyte++)
            {
                gzip.Write(zeros);
            }
        }

        return packed.ToArray();
    }

    private static Task<HubException> RefusedAsync(Func<Task> call) => Assert.ThrowsAnyAsync<HubException>(call);
}
