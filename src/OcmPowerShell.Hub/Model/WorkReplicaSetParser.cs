using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Placements.Spec;
using OcmPowerShell.Hub.ReplicaSets;

namespace OcmPowerShell.Hub.Model;

/// <summary>Makes a <see cref="WorkReplicaSet"/> of its JSON.</summary>
internal static partial class WorkReplicaSetParser
{
    /// <summary>Parses one object.</summary>
    public static WorkReplicaSet Parse(ReadOnlySpan<byte> json, string hub, bool includeJson)
    {
        JsonObject value = JsonNodeExtensions.ParseObject(json);
        JsonNode? template = value.At("spec", "manifestWorkTemplate");
        byte[][] manifests = [.. template.ObjectsAt("workload", "manifests").Select(manifest => manifest.ToUtf8Bytes())];
        JsonNode? summary = value.At("status", "summary");
        JsonObject[] reports = [.. value.ObjectsAt("status", "placementSummary")];
        var set = new WorkReplicaSet
        {
            Namespace = value.TextAt("metadata", "namespace") ?? "",
            Name = value.TextAt("metadata", "name") ?? "",
            Placements = (WorkReplicaSetPlacement[])[.. value.ObjectsAt("spec", "placementRefs").Select(reference => Placement(reference, reports))],
            ManifestCount = manifests.Length,
            ManifestHash = Hub.Manifests.ManifestHash.Of(manifests.Select(manifest => new ReadOnlyMemory<byte>(manifest))),
            SizeBytes = manifests.Sum(manifest => ManifestSize.Of(manifest)),
            HasProgressRule = template.ObjectsAt("manifestConfigs").SelectMany(config => config.ObjectsAt("conditionRules")).Any(rule => rule.TextAt("condition") == RolloutRules.Progressing),
            Total = Count(summary, "total"),
            Applied = Count(summary, "applied"),
            Available = Count(summary, "available"),
            Progressing = Count(summary, "progressing"),
            Degraded = Count(summary, "degraded"),
            CascadeDeletionPolicy = value.TextAt("spec", "cascadeDeletionPolicy") ?? "",
            IsTakenUp = value.TextsAt("metadata", "finalizers").Contains(ReplicaSetBody.Finalizer),
        };
        set.RolloutStrategy = string.Join(", ", set.Placements.Select(placement => placement.RolloutStrategy).Distinct());
        set.Selected = set.Placements.Any(placement => placement.Selected is null) ? null : set.Placements.Sum(placement => placement.Selected);
        MetadataParser.Fill(set, value, json, hub, includeJson);
        set.PlacementVerified = set.IsTrue("PlacementVerified");
        set.RolledOut = set.IsTrue("PlacementRolledOut");
        set.ManifestworkApplied = set.IsTrue("ManifestworkApplied");
        (set.Status, set.Message) = ReplicaSetState.Of(set);
        return set;
    }

    private static WorkReplicaSetPlacement Placement(JsonObject reference, JsonObject[] reports)
    {
        string name = reference.TextAt("name") ?? "";
        string type = reference.TextAt("rolloutStrategy", "type") is { Length: > 0 } given ? given : "All";
        JsonNode? settings = reference.At("rolloutStrategy", RolloutSettings.MemberOf(type));
        JsonNode? report = Array.Find(reports, report => report.TextAt("name") == name);
        JsonNode? summary = report.At("summary");
        string groups = report.TextAt("availableDecisionGroups") ?? "";
        return new WorkReplicaSetPlacement
        {
            Name = name,
            RolloutStrategy = type,
            MaxConcurrency = GivenObject.Scalar(settings.At("maxConcurrency")) ?? "",
            MinSuccessTime = settings.TextAt("minSuccessTime") ?? "",
            ProgressDeadline = settings.TextAt("progressDeadline") ?? "",
            MaxFailures = GivenObject.Scalar(settings.At("maxFailures")) ?? "",
            MandatoryDecisionGroups = (string[])[.. settings.ObjectsAt("mandatoryDecisionGroups").Select(GroupOf)],
            Groups = groups,
            Selected = ClustersApplied().Match(groups) is { Success: true } match ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null,
            Total = Count(summary, "total"),
            Applied = Count(summary, "applied"),
            Available = Count(summary, "available"),
            Progressing = Count(summary, "progressing"),
            Degraded = Count(summary, "degraded"),
        };
    }

    // A name counts, where there is one.
    private static string GroupOf(JsonObject group) => group.TextAt("groupName") is { Length: > 0 } name ? name : (group.IntegerAt("groupIndex") ?? 0).ToString(CultureInfo.InvariantCulture);

    private static int Count(JsonNode? summary, string name) => (int)(summary.IntegerAt(name) ?? 0);

    [GeneratedRegex(@"/ (\d{1,9}) clusters", RegexOptions.CultureInvariant)]
    private static partial Regex ClustersApplied();
}
