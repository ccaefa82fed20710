using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Hub.Placements.Selection;

namespace OcmPowerShell.Hub.Model;

/// <summary>Makes a <see cref="Placement"/> of its JSON.</summary>
internal static class PlacementParser
{
    /// <summary>Parses one object.</summary>
    public static Placement Parse(ReadOnlySpan<byte> json, string hub, bool includeJson)
    {
        JsonObject value = JsonNodeExtensions.ParseObject(json);
        JsonNode? spec = value.At("spec");
        var placement = new Placement
        {
            Namespace = value.TextAt("metadata", "namespace") ?? "",
            Name = value.TextAt("metadata", "name") ?? "",
            ClusterSets = spec.TextsAt("clusterSets"),
            Count = (int?)spec.IntegerAt("numberOfClusters"),
            SelectedCount = (int)(value.IntegerAt("status", "numberOfSelectedClusters") ?? 0),
            Predicates = [.. spec.ObjectsAt("predicates").Select(predicate => Text(predicate.At("requiredClusterSelector")))],
            Prioritizers = [.. spec.ObjectsAt("prioritizerPolicy", "configurations").Select(Prioritizer)],
            PrioritizerMode = spec.TextAt("prioritizerPolicy", "mode") is { Length: > 0 } mode ? mode : "Additive",
            Tolerations = [.. spec.ObjectsAt("tolerations").Select(Toleration)],
            Groups = [.. value.ObjectsAt("status", "decisionGroups").Select(Group)],
        };
        MetadataParser.Fill(placement, value, json, hub, includeJson);
        placement.Paused = placement.Annotations.GetValueOrDefault(PlacementFacts.SchedulingDisabled) == "true";
        Condition? satisfied = placement.FindCurrent("PlacementSatisfied");
        Condition? misconfigured = placement.FindCurrent("PlacementMisconfigured");
        (placement.Satisfied, placement.Misconfigured) = (satisfied?.Status, misconfigured?.Status);
        Condition? telling = misconfigured?.Status == true ? misconfigured : satisfied;
        (placement.Reason, placement.Message) = (telling?.Reason ?? "", telling?.Message ?? "");
        return placement;
    }

    private static string Text(JsonNode? selector)
    {
        List<string> parts = [Selector(selector.At("labelSelector"), "")];
        parts.Add(Selector(selector.At("claimSelector"), "claim "));
        parts.AddRange(selector.TextsAt("celSelector", "celExpressions"));
        return string.Join(" and ", parts.Where(part => part.Length > 0));
    }

    private static string Selector(JsonNode? selector, string prefix)
    {
        try
        {
            return LabelSelector.Parse(selector).ToString() is { Length: > 0 } text ? prefix + text : "";
        }
        catch (SelectorSyntaxException)
        {
            // What is wrong with it is PlacementMisconfigured's to say.
            return prefix + selector!.ToJsonString();
        }
    }

    private static string Prioritizer(JsonObject value)
    {
        PrioritizerConfiguration configuration = PrioritizerConfiguration.Parse(value);
        return configuration.AddOn is var (resource, score) ? $"AddOn:{resource}:{score}:{configuration.Weight}" : $"BuiltIn:{configuration.BuiltIn}:{configuration.Weight}";
    }

    private static string Toleration(JsonObject value)
    {
        string text = value.TextAt("key") is { Length: > 0 } key ? key : "*";
        text += value.TextAt("operator") == "Exists" ? "" : $"={value.TextAt("value")}";
        text += value.TextAt("effect") is { Length: > 0 } effect ? $":{effect}" : "";
        return value.IntegerAt("tolerationSeconds") is { } seconds ? $"{text} for {seconds} s" : text;
    }

    private static PlacementGroup Group(JsonObject value) => new()
    {
        Index = (int)(value.IntegerAt("decisionGroupIndex") ?? 0),
        Name = value.TextAt("decisionGroupName") ?? "",
        ClusterCount = (int)(value.IntegerAt("clusterCount") ?? 0),
    };
}
