using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model.Wire;
using OcmPowerShell.Hub.Placements.Spec;

namespace OcmPowerShell.Hub.Works;

/// <summary>
/// The parts of a work's spec beside its manifests: <c>manifestConfigs</c>, <c>deleteOption</c>, <c>executor</c>. A replica
/// set's template has the same.
/// </summary>
internal static class WorkSettings
{
    /// <summary>Annotation of a work for which somebody said that it is to ask for no feedback; the value is <c>None</c>.</summary>
    public const string FeedbackAnnotation = "ocmpowershell.io/feedback";

    private const string Configs = "manifestConfigs";
    private const string Deletion = "deleteOption";
    private const string Executor = "executor";

    /// <summary>The parts for a new work.</summary>
    /// <exception cref="HubException">Options cannot be used with these manifests, or with each other.</exception>
    public static JsonObject For(ManifestSet manifests, WorkOptions options)
    {
        Check(options);
        JsonObject spec = [];
        JsonArray configs = new ManifestConfigPlan(options, [], Outlines(manifests), ResourceDirectory.Of(manifests), feedbackIsOff: false).From(null);
        if (configs.Count > 0)
        {
            spec[Configs] = configs;
        }

        if (DeletionAfter(null, options) is { Count: > 0 } deletion)
        {
            spec[Deletion] = deletion;
        }

        if (options.Executor is { } executor)
        {
            spec[Executor] = ToJson(executor);
        }

        return spec;
    }

    /// <summary>The merge patch of a spec: of these parts exactly what differs; empty when nothing does.</summary>
    /// <param name="work">The object; a replica set's template with its manifests in <c>spec</c> will do.</param>
    /// <param name="after">The manifests that are to be; null leaves them.</param>
    /// <param name="options">What is said.</param>
    /// <exception cref="HubException">Options cannot be used with these manifests, or with each other.</exception>
    public static JsonObject Change(JsonObject work, ManifestSet? after, WorkOptions options)
    {
        Check(options);
        JsonObject? spec = work.ObjectAt("spec");
        JsonObject patch = [];
        if (options.SaysConfigs || after is not null)
        {
            JsonArray have = spec.ArrayAt(Configs) ?? [];
            JsonArray want = Plan(work, after, options).From(have);
            if (want.Count != have.Count || want.Zip(have).Any(pair => !ManifestConfigEntry.Same(pair.First, pair.Second)))
            {
                patch[Configs] = want;
            }
        }

        JsonObject? deletion = spec.ObjectAt(Deletion);
        JsonObject change = MergeDifference.Between(WithDefault(deletion), WithDefault(DeletionAfter(deletion, options)));
        if (change.Count > 0)
        {
            patch[Deletion] = change;
        }

        JsonObject? executor = spec.ObjectAt(Executor);
        if (options.Executor is { } wanted ? !JsonNode.DeepEquals(executor, ToJson(wanted)) : executor is not null && options.Clears(WorkOption.Executor))
        {
            patch[Executor] = options.Executor is { } account ? ToJson(account) : null;
        }

        return patch;
    }

    /// <summary>What is taken, but hardly what was meant.</summary>
    /// <param name="manifests">The manifests.</param>
    /// <param name="options">What is said.</param>
    public static IReadOnlyList<string> WarningsFor(ManifestSet manifests, WorkOptions options) =>
        WorkWarnings.Of(options, Outlines(manifests), ResourceDirectory.Of(manifests), For(manifests, options).ArrayAt(Configs));

    /// <summary>The same for a change of a work that exists.</summary>
    public static IReadOnlyList<string> WarningsFor(JsonObject work, ManifestSet? after, WorkOptions options)
    {
        if (options.IsEmpty)
        {
            return [];
        }

        JsonArray configs = Plan(work, after, options).From(work.ArrayAt("spec", Configs));
        return WorkWarnings.Of(options, after is null ? Outlines(work) : Outlines(after), Directory(work, after), configs);
    }

    /// <summary>Refuses options that contradict each other.</summary>
    /// <exception cref="HubException"><c>InvalidArgument</c>.</exception>
    public static void Check(WorkOptions options)
    {
        string? problem = options switch
        {
            { OrphanResources: not null, PropagationPolicy: not (null or PropagationPolicy.SelectivelyOrphan) } => $"-OrphanResource names what is to stay, and -PropagationPolicy {options.PropagationPolicy} is for all resources. Leave one out",
            { OrphanResources.Count: 0 } => "-OrphanResource is empty",
            { TtlAfterFinished: < 0 } => "-TtlAfterFinished is a number of seconds, 0 or more",
            { ForceConflict: true, UpdateStrategy: not UpdateStrategy.ServerSideApply } => "-ForceConflict takes fields from other managers, which only -UpdateStrategy ServerSideApply does. Give both",
            _ => null,
        };
        if (problem is not null)
        {
            throw new HubException("InvalidArgument", problem + ".");
        }
    }

    /// <summary>The outlines of the manifests of a work.</summary>
    private static IReadOnlyList<ManifestOutline> Outlines(JsonNode? work) =>
        [.. work.ObjectsAt("spec", "workload", "manifests").Select(manifest => ManifestOutline.Of(manifest.ToUtf8Bytes()))];

    private static IReadOnlyList<ManifestOutline> Outlines(ManifestSet manifests) => [.. manifests.Manifests.Select(ManifestOutline.Of)];

    private static ManifestConfigPlan Plan(JsonObject work, ManifestSet? after, WorkOptions options) => new(
        options, Outlines(work), after is null ? null : Outlines(after), Directory(work, after), work.TextAt("metadata", "annotations", FeedbackAnnotation) == nameof(WorkFeedback.None));

    private static ResourceDirectory Directory(JsonObject work, ManifestSet? after) =>
        after is null ? ResourceDirectory.Of(work) : ResourceDirectory.Of(after).With(ResourceDirectory.Of(work));

    private static JsonObject? DeletionAfter(JsonObject? have, WorkOptions options)
    {
        JsonObject deletion = have?.DeepClone().AsObject() ?? [];
        if (options.Clears(WorkOption.OrphanResource) || options.Clears(WorkOption.PropagationPolicy))
        {
            deletion.Remove("selectivelyOrphans");
            if (options.Clears(WorkOption.PropagationPolicy) || deletion.TextAt("propagationPolicy") == nameof(PropagationPolicy.SelectivelyOrphan))
            {
                deletion.Remove("propagationPolicy");
            }
        }

        if (options.OrphanResources is { } rules)
        {
            deletion["propagationPolicy"] = nameof(PropagationPolicy.SelectivelyOrphan);
            deletion["selectivelyOrphans"] = new JsonObject { ["orphaningRules"] = new JsonArray([.. rules.Select(rule => (JsonNode)rule.ToJson())]) };
        }
        else if (options.PropagationPolicy is { } policy)
        {
            deletion["propagationPolicy"] = policy.ToString();
            if (policy != PropagationPolicy.SelectivelyOrphan)
            {
                deletion.Remove("selectivelyOrphans");
            }
            else if (deletion.ArrayAt("selectivelyOrphans", "orphaningRules") is not { Count: > 0 })
            {
                throw new HubException("InvalidArgument", "-PropagationPolicy SelectivelyOrphan leaves what -OrphanResource names, and nothing is named: OCM would delete everything. Give -OrphanResource.");
            }
        }

        if (options.TtlAfterFinished is { } seconds)
        {
            deletion["ttlSecondsAfterFinished"] = seconds;
        }
        else if (options.Clears(WorkOption.TtlAfterFinished))
        {
            deletion.Remove("ttlSecondsAfterFinished");
        }

        return deletion;
    }

    private static JsonObject WithDefault(JsonObject? deletion)
    {
        // Foreground is what OCM does where nothing is said, and what the server writes.
        JsonObject full = deletion?.DeepClone().AsObject() ?? [];
        if (full.TextAt("propagationPolicy") is null or "")
        {
            full["propagationPolicy"] = nameof(PropagationPolicy.Foreground);
        }

        return full;
    }

    private static JsonObject ToJson(WorkExecutor executor) => new()
    {
        ["subject"] = new JsonObject
        {
            ["type"] = "ServiceAccount",
            ["serviceAccount"] = new JsonObject { ["namespace"] = executor.Namespace, ["name"] = executor.Name },
        },
    };
}
