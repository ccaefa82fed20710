using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Hub.Placements.Selection;

namespace OcmPowerShell.Hub.Model;

/// <summary>Makes a <see cref="ClusterSet"/> of a ManagedClusterSet's JSON.</summary>
internal static class ClusterSetParser
{
    /// <summary>Parses one object; its clusters and bindings are other objects'.</summary>
    public static ClusterSet Parse(ReadOnlySpan<byte> json, string hub, bool includeJson)
    {
        JsonObject value = JsonNodeExtensions.ParseObject(json);
        JsonNode? selector = value.At("spec", "clusterSelector");
        var set = new ClusterSet
        {
            Name = value.TextAt("metadata", "name") ?? "",
            SelectorType = selector.TextAt("selectorType") is { Length: > 0 } type ? type : "ExclusiveClusterSetLabel",
            Facts = ClusterSetFacts.Parse(value),
            ManagedNamespaces = (string[])[.. value.ObjectsAt("spec", "managedNamespaces").Select(managed => managed.TextAt("name")).OfType<string>()],
        };
        MetadataParser.Fill(set, value, json, hub, includeJson);
        set.LabelSelector = set.SelectorType == "LabelSelector" && selector.ObjectAt("labelSelector") is { } labels ? Text(labels) : null;
        Condition? empty = set.FindCurrent("ClusterSetEmpty");
        (set.Empty, set.Message) = (empty?.Status, empty?.Message ?? "");
        set.ClusterCount = empty?.Status == true ? 0
            : int.TryParse(set.Message.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : null;
        return set;
    }

    private static string Text(JsonObject labels)
    {
        try
        {
            return LabelSelector.Parse(labels).ToString();
        }
        catch (SelectorSyntaxException)
        {
            return labels.ToJsonString();
        }
    }
}
