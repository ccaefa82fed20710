using System.Text.Json.Nodes;

namespace OcmPowerShell.Hub.Placements.Spec;

/// <summary>
/// A group that some of the selected clusters are put into, for rollouts one group after another: an entry of
/// <c>spec.decisionStrategy.groupStrategy.decisionGroups</c>. As text <c>name=selector</c>, as in <c>canary=stage=canary</c>.
/// </summary>
public sealed class PlacementDecisionGroup
{
    private const string ErrorId = "InvalidDecisionGroup";
    private const string Forms = "Write canary=stage=canary (the group's name, '=', a label selector), or @{ GroupName = 'canary'; LabelSelector = 'stage=canary'; ClaimSelector = '…' }.";

    /// <summary><c>groupName</c>.</summary>
    public string GroupName { get; set; } = "";

    /// <summary><c>groupClusterSelector.labelSelector</c> as text; empty for any labels.</summary>
    public string LabelSelector { get; set; } = "";

    /// <summary><c>groupClusterSelector.claimSelector</c> as text; empty for any claims.</summary>
    public string ClaimSelector { get; set; } = "";

    /// <summary>Reads text.</summary>
    /// <exception cref="HubException"><c>InvalidDecisionGroup</c> or <c>InvalidSelector</c>.</exception>
    public static PlacementDecisionGroup Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int equals = text.IndexOf('=');
        string name = equals < 0 ? "" : text[..equals].Trim();
        string selector = equals < 0 ? "" : text[(equals + 1)..].Trim();
        return name.Length > 0 && selector.Length > 0
            ? new() { GroupName = name, LabelSelector = SelectorText.Write(SelectorText.Parse(selector)) }
            : throw new HubException(ErrorId, $"'{text}' is no decision group. {Forms}");
    }

    /// <inheritdoc/>
    public override string ToString() => ClaimSelector.Length == 0 ? $"{GroupName}={LabelSelector}"
        : $"{GroupName}={string.Join(" and ", new[] { LabelSelector, $"claims {ClaimSelector}" }.Where(part => part.Length > 0))}";

    /// <summary>Reads text, a hashtable, an object of this type or its copy, or an entry of the API.</summary>
    /// <exception cref="HubException"><c>InvalidDecisionGroup</c> or <c>InvalidSelector</c>.</exception>
    internal static PlacementDecisionGroup Read(JsonNode? given)
    {
        if (given.TextAt() is { } text)
        {
            return Parse(text);
        }

        if (given is not JsonObject value)
        {
            throw new HubException(ErrorId, $"A decision group is text or a hashtable. {Forms}");
        }

        if (value["groupClusterSelector"] is JsonObject)
        {
            return FromJson(value);
        }

        var members = new GivenObject(value, ErrorId, "GroupName", "Name", "LabelSelector", "ClaimSelector");
        string name = members.Text("GroupName");
        return new PlacementDecisionGroup
        {
            GroupName = name.Length > 0 ? name : members.Text("Name"),
            LabelSelector = PlacementPredicate.Selector(members.Node("LabelSelector")),
            ClaimSelector = PlacementPredicate.Selector(members.Node("ClaimSelector")),
        };
    }

    /// <summary>Reads an entry of the API.</summary>
    internal static PlacementDecisionGroup FromJson(JsonObject entry)
    {
        JsonNode? selector = entry.At("groupClusterSelector");
        return new PlacementDecisionGroup
        {
            GroupName = entry.TextAt("groupName") ?? "",
            LabelSelector = SelectorText.Write(selector.At("labelSelector")),
            ClaimSelector = SelectorText.Write(selector.At("claimSelector")),
        };
    }

    /// <summary>The entry of the API.</summary>
    internal JsonObject ToJson()
    {
        JsonObject selector = [];
        if (LabelSelector.Length > 0)
        {
            selector["labelSelector"] = SelectorText.ToLabelSelector(SelectorText.Parse(LabelSelector));
        }

        if (ClaimSelector.Length > 0)
        {
            selector["claimSelector"] = SelectorText.ToClaimSelector(SelectorText.Parse(ClaimSelector));
        }

        return new JsonObject { ["groupName"] = GroupName, ["groupClusterSelector"] = selector };
    }
}
