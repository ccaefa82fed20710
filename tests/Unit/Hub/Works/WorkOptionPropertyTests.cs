using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Tests.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Works;

/// <summary>What holds of any row of edits of a work's options.</summary>
public sealed class WorkOptionPropertyTests
{
    private const int Runs = 400;
    private const int Edits = 6;

    private static readonly string[] Manifests =
    [
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\n",
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db, namespace: shop}\n",
        "apiVersion: batch/v1\nkind: Job\nmetadata: {name: once, namespace: shop}\n",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: shop}\n",
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n",
    ];

    private static readonly string[] Configs =
    [
        """{"Resource":"deployments.apps","Namespace":"shop","Name":"web","UpdateStrategy":"CreateOnly"}""",
        """{"Resource":"deployments.apps","Namespace":"shop","Name":"web","JsonPath":{"A":".spec.a"},"FeedbackScrapeType":"Watch"}""",
        """{"Resource":"deployments.apps","Namespace":"*","Name":"*","ConditionRule":"Progressing=false"}""",
        """{"Resource":"statefulsets.apps","Namespace":"shop","Name":"db","UpdateStrategy":"ServerSideApply","IgnoreField":".spec.replicas"}""",
        """{"Resource":"configmaps","Namespace":"*","Name":"*","FeedbackScrapeType":"Watch"}""",
        """{"Resource":"jobs.batch","Namespace":"shop","Name":"once","Feedback":"WellKnown","ConditionRule":"Complete"}""",
    ];

    [Fact]
    public void The_same_edit_again_changes_nothing_and_an_edit_that_says_nothing_never_does() => ForAll((random, work) =>
    {
        (ManifestSet? manifests, WorkOptions options) = Edit(random);
        Apply(work, manifests, options);

        Assert.Empty(Change(work, manifests, options));
        Assert.Empty(Change(work, null, WorkOptions.None));
    });

    [Fact]
    public void An_update_of_the_manifests_leaves_every_option_as_it_is() => ForAll((random, work) =>
    {
        (string?, string?, string?) before = Settings(work);
        string[] users = Users(work);

        Apply(work, Some(random), WorkOptions.None);

        Assert.Equal(before, Settings(work));
        Assert.Equal(users, Users(work));
    });

    [Fact]
    public void What_tells_whether_a_workload_runs_is_never_hidden_by_an_entry_without_feedback() => ForAll((random, work) =>
    {
        Apply(work, Some(random), new WorkOptions { Feedback = WorkFeedback.Default });

        foreach (JsonObject made in DefaultFeedback.For(OcmPowerShell.Hub.Model.Wire.ManifestSummary.Of(work.ToUtf8Bytes()).Items).OfType<JsonObject>())
        {
            ResourceTarget target = ManifestConfigEntry.TargetOf(made);
            JsonObject first = work.ObjectsAt("spec", "manifestConfigs").First(entry => ManifestConfigEntry.HasFeedback(entry) && ManifestConfigEntry.TargetOf(entry).Matches(target));
            Assert.Contains(made["feedbackRules"]!.AsArray(), rule => first["feedbackRules"]!.AsArray().Any(have => (string?)have!["type"] == (string?)rule!["type"]));
        }
    });

    [Fact]
    public void The_strategy_for_all_reaches_every_manifest_for_which_no_config_says_another() => ForAll((random, work) =>
    {
        Apply(work, Some(random), new WorkOptions { UpdateStrategy = UpdateStrategy.ServerSideApply, ManifestConfigs = Pick(random, Configs, 2) });
        Apply(work, Some(random), WorkOptions.None);

        var resources = ResourceDirectory.Of((JsonNode)work);
        foreach (var manifest in OcmPowerShell.Hub.Model.Wire.ManifestSummary.Of(work.ToUtf8Bytes()).Items)
        {
            ResourceTarget target = resources.TargetOf(manifest);
            Assert.Contains(work.ObjectsAt("spec", "manifestConfigs"), entry => ManifestConfigEntry.HasStrategy(entry) && ManifestConfigEntry.TargetOf(entry).Matches(target));
        }
    });

    [Fact]
    public void The_last_scrape_type_that_fits_is_the_users() => ForAll((random, work) =>
    {
        ManifestConfig[] configs = Pick(random, Configs, 3);
        Apply(work, Some(random), new WorkOptions { UpdateStrategy = UpdateStrategy.CreateOnly, ManifestConfigs = configs });

        foreach (ManifestConfig config in configs.Where(config => config.FeedbackScrapeType == "Watch"))
        {
            JsonObject last = work.ObjectsAt("spec", "manifestConfigs").Last(entry => ManifestConfigEntry.TargetOf(entry) is var other && other.Group == config.Group && other.Resource == config.Resource);
            Assert.Equal("Watch", (string?)last["feedbackScrapeType"]);
        }
    });

    private static void ForAll(Action<Random, JsonObject> holds)
    {
        for (int seed = 0; seed < Runs; seed++)
        {
            var random = new Random(seed);
            JsonObject work = [];
            Apply(work, Some(random), WorkOptions.None);
            for (int edit = random.Next(Edits); edit > 0; edit--)
            {
                (ManifestSet? manifests, WorkOptions options) = Edit(random);
                Apply(work, manifests, options);
            }

            try
            {
                holds(random, work);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"With seed {seed}: {work.ToJsonString()}", failure);
            }
        }
    }

    private static (ManifestSet? Manifests, WorkOptions Options) Edit(Random random) => (Maybe(random, () => Some(random)), new WorkOptions
    {
        PropagationPolicy = random.Next(4) == 0 ? PropagationPolicy.Orphan : null,
        TtlAfterFinished = random.Next(4) == 0 ? random.Next(3) : null,
        UpdateStrategy = random.Next(3) == 0 ? (UpdateStrategy)random.Next(4) : null,
        Feedback = random.Next(4) == 0 ? (WorkFeedback)random.Next(2) : null,
        Executor = Maybe(random, () => new WorkExecutor("shop", "a" + random.Next(2))),
        ManifestConfigs = Maybe(random, () => Pick(random, Configs, 1 + random.Next(3))),
    });

    // As the hub does it: the patch is merged, and defaults are filled in.
    private static void Apply(JsonObject work, ManifestSet? manifests, WorkOptions options)
    {
        JsonObject spec = work.ObjectAt("spec") ?? [];
        work["spec"] = spec;
        work["metadata"] ??= new JsonObject { ["annotations"] = new JsonObject() };
        foreach ((string name, JsonNode? value) in Change(work, manifests, options))
        {
            if (name == "deleteOption" && value is JsonObject change)
            {
                JsonObject deletion = spec.ObjectAt(name) ?? [];
                spec[name] = deletion;
                foreach ((string member, JsonNode? wanted) in change)
                {
                    deletion[member] = wanted?.DeepClone();
                }

                deletion["propagationPolicy"] ??= "Foreground";
            }
            else
            {
                spec[name] = value?.DeepClone();
            }
        }

        foreach (JsonObject entry in spec.ObjectsAt("manifestConfigs"))
        {
            entry["feedbackScrapeType"] ??= "Poll";
            if (entry.ObjectAt("updateStrategy", "serverSideApply") is { } apply)
            {
                apply["fieldManager"] ??= "work-agent";
            }
        }

        if (options.Feedback is { } feedback)
        {
            work["metadata"]!["annotations"]![WorkSettings.FeedbackAnnotation] = feedback == WorkFeedback.None ? "None" : null;
        }

        if (manifests is not null)
        {
            spec["workload"] = new JsonObject { ["manifests"] = new JsonArray([.. manifests.Manifests.Select(manifest => JsonNode.Parse(manifest.Json))]) };
        }
    }

    private static JsonObject Change(JsonObject work, ManifestSet? manifests, WorkOptions options) => WorkSettings.Change(work, manifests, options);

    private static (string? Deletion, string? Executor, string? Feedback) Settings(JsonObject work) => (
        work.ObjectAt("spec", "deleteOption")?.ToJsonString(), work.ObjectAt("spec", "executor")?.ToJsonString(), work.TextAt("metadata", "annotations", WorkSettings.FeedbackAnnotation));

    // Entries that neither feedback alone nor a strategy for all explains.
    private static string[] Users(JsonObject work) =>
    [
        .. work.ObjectsAt("spec", "manifestConfigs").Where(entry => !ManifestConfigEntry.IsForAll(entry) && (entry["updateStrategy"] is not null || entry["conditionRules"] is not null || !ManifestConfigEntry.HasFeedback(entry)))
            .Select(entry => entry.ToJsonString()),
    ];

    private static ManifestSet Some(Random random) => Samples.Read(string.Join("---\n", Manifests.OrderBy(_ => random.Next()).Take(1 + random.Next(Manifests.Length))));

    private static ManifestConfig[] Pick(Random random, string[] from, int count) => [.. from.OrderBy(_ => random.Next()).Take(count).Select(json => ManifestConfigReader.Read(JsonNode.Parse(json)))];

    private static T? Maybe<T>(Random random, Func<T> make)
        where T : class => random.Next(3) == 0 ? make() : null;
}
