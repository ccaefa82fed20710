using System.Text.Json.Nodes;

namespace OcmPowerShell.Hub.Placements.Spec;

/// <summary>
/// What clusters must be like: an entry of <c>spec.predicates</c>. All of what it says must hold; of several predicates one
/// is enough. As text it is a label selector.
/// </summary>
public sealed class PlacementPredicate
{
    private const string ErrorId = "InvalidPredicate";

    /// <summary><c>requiredClusterSelector.labelSelector</c> as text, as in <c>env=prod,!legacy</c>; empty for any labels.</summary>
    public string LabelSelector { get; set; } = "";

    /// <summary><c>requiredClusterSelector.claimSelector</c> as text; empty for any claims.</summary>
    public string ClaimSelector { get; set; } = "";

    /// <summary><c>requiredClusterSelector.celSelector.celExpressions</c>.</summary>
    public IReadOnlyList<string> CelExpression { get; set; } = [];

    /// <summary>Reads text: a label selector.</summary>
    /// <exception cref="HubException"><c>InvalidSelector</c>.</exception>
    public static PlacementPredicate Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new() { LabelSelector = SelectorText.Write(SelectorText.Parse(text)) };
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        List<string> parts = [];
        if (LabelSelector.Length > 0)
        {
            parts.Add(LabelSelector);
        }

        if (ClaimSelector.Length > 0)
        {
            parts.Add($"claims {ClaimSelector}");
        }

        parts.AddRange(CelExpression);
        return parts.Count > 0 ? string.Join(" and ", parts) : "everything";
    }

    /// <summary>Reads text, a hashtable, an object of this type or its copy, or an entry of the API.</summary>
    /// <exception cref="HubException"><c>InvalidPredicate</c> or <c>InvalidSelector</c>.</exception>
    internal static PlacementPredicate Read(JsonNode? given)
    {
        if (given.TextAt() is { } text)
        {
            return Parse(text);
        }

        if (given is not JsonObject value)
        {
            throw new HubException(ErrorId, "A predicate is a label selector or a hashtable, as in @{ LabelSelector = 'env=prod'; ClaimSelector = 'platform=aws'; CelExpression = '…' }.");
        }

        if (value["requiredClusterSelector"] is JsonObject)
        {
            return FromJson(value);
        }

        var members = new GivenObject(value, ErrorId, "LabelSelector", "ClaimSelector", "CelExpression", "CelExpressions");
        var predicate = new PlacementPredicate
        {
            LabelSelector = Selector(members.Node("LabelSelector")),
            ClaimSelector = Selector(members.Node("ClaimSelector")),
            CelExpression = members.Texts("CelExpression", "CelExpressions"),
        };
        return predicate.ToString() != "everything" ? predicate
            : throw new HubException(ErrorId, "The predicate says nothing, so it would select every cluster and the others would count for nothing. Give it a LabelSelector, a ClaimSelector or a CelExpression, or leave -Predicate out.");
    }

    /// <summary>Reads an entry of the API.</summary>
    internal static PlacementPredicate FromJson(JsonObject entry)
    {
        JsonNode? selector = entry.At("requiredClusterSelector");
        return new PlacementPredicate
        {
            LabelSelector = SelectorText.Write(selector.At("labelSelector")),
            ClaimSelector = SelectorText.Write(selector.At("claimSelector")),
            CelExpression = selector.TextsAt("celSelector", "celExpressions"),
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

        if (CelExpression.Count > 0)
        {
            selector["celSelector"] = new JsonObject { ["celExpressions"] = new JsonArray([.. CelExpression.Select(expression => (JsonNode)expression)]) };
        }

        return new JsonObject { ["requiredClusterSelector"] = selector };
    }

    internal static string Selector(JsonNode? given) => given is null ? "" : SelectorText.Write(SelectorText.Read(given));
}
