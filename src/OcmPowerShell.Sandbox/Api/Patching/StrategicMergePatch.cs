using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Schema;

namespace OcmPowerShell.Sandbox.Api.Patching;

/// <summary>
/// Strategic merge patch: maps merge, and so do those lists whose schema says by which member their items are told apart;
/// other lists are replaced. Members that begin with <c>$</c> say what else is meant.
/// </summary>
internal static class StrategicMergePatch
{
    private const string Directive = "$patch";
    private const string RetainKeys = "$retainKeys";
    private const string DeleteItems = "$deleteFromPrimitiveList/";
    private const string ItemOrder = "$setElementOrder/";

    /// <summary>The target with the patch applied; neither argument changes.</summary>
    /// <param name="schema">The shape of the target; null where nothing is known of it.</param>
    /// <param name="target">The object.</param>
    /// <param name="patch">The patch.</param>
    /// <exception cref="ApiException">The patch makes no sense.</exception>
    public static JsonObject Apply(SchemaNode? schema, JsonObject target, JsonObject patch)
    {
        switch (DirectiveOf(patch))
        {
            case "replace":
                return WithoutDirectives(patch);
            case "delete":
                return [];
        }

        var result = (JsonObject)target.DeepClone();
        Retain(result, patch);
        foreach ((string name, JsonNode? change) in patch)
        {
            if (name.StartsWith(DeleteItems, StringComparison.Ordinal))
            {
                RemoveTexts(result, name[DeleteItems.Length..], change);
            }
            else if (!name.StartsWith(ItemOrder, StringComparison.Ordinal) && name is not (Directive or RetainKeys))
            {
                result.SetOrRemove(name, Merge(schema?.Member(name), result[name], change));
            }
        }

        foreach ((string name, JsonNode? order) in patch.Where(member => member.Key.StartsWith(ItemOrder, StringComparison.Ordinal)))
        {
            string list = name[ItemOrder.Length..];
            if (order is not JsonArray wanted)
            {
                throw Refusal.BadRequest("invalid patch format of setElementOrder list");
            }

            if (result[list] is JsonArray items)
            {
                result[list] = Ordered(schema?.Member(list), items, target[list] as JsonArray ?? [], wanted);
            }
        }

        return result;
    }

    private static string? DirectiveOf(JsonObject patch)
    {
        if (!patch.TryGetPropertyValue(Directive, out JsonNode? said))
        {
            return null;
        }

        return patch.Text(Directive) is "replace" or "delete" or "merge"
            ? patch.Text(Directive)
            : throw Refusal.BadRequest($"unknown patch type found: {said?.ToJsonString() ?? "null"}");
    }

    private static JsonNode? Merge(SchemaNode? schema, JsonNode? current, JsonNode? change) => change switch
    {
        JsonObject members when members.Text(Directive) == "delete" && members.Count == 1 => null,
        JsonObject members => Apply(schema, current as JsonObject ?? [], members),
        JsonArray items when schema?.PatchStrategy?.Contains("merge", StringComparison.Ordinal) == true =>
            schema.PatchMergeKey is string key
                ? MergeItems(schema.Items, key, current as JsonArray ?? [], items)
                : MergeTexts(current as JsonArray ?? [], items),
        JsonArray items => new JsonArray([.. items.Where(item => item is not JsonObject one || !one.ContainsKey(Directive)).Select(Clean)]),
        _ => change?.DeepClone(),
    };

    private static JsonArray MergeItems(SchemaNode? schema, string key, JsonArray current, JsonArray patch)
    {
        JsonObject[] changes = [.. patch.Select(item => item as JsonObject ?? throw Refusal.BadRequest("invalid patch format: an item of a list of maps is none"))];
        bool replaces = Array.Exists(changes, change => DirectiveOf(change) == "replace");
        var result = new List<JsonNode?>(replaces ? [] : current.Select(item => item?.DeepClone()));
        Dictionary<string, int> places = PlacesOf(result, item => (item as JsonObject)?[key]);
        foreach (JsonObject change in changes.Where(change => DirectiveOf(change) != "replace" || change.Count > 1))
        {
            if (!change.TryGetPropertyValue(key, out JsonNode? identity))
            {
                throw Refusal.BadRequest($"map: {change.ToJsonString()} does not contain declared merge key: {key}");
            }

            bool isThere = places.TryGetValue(TextOf(identity), out int at);
            if (DirectiveOf(change) == "delete")
            {
                if (isThere)
                {
                    places.Remove(TextOf(identity));
                    result[at] = null;
                }
            }
            else if (isThere)
            {
                result[at] = Apply(schema, (JsonObject)result[at]!, change);
            }
            else
            {
                places[TextOf(identity)] = result.Count;
                result.Add(Apply(schema, [], change));
            }
        }

        return new JsonArray([.. result.Where(item => item is not null)]);
    }

    private static JsonArray MergeTexts(JsonArray current, JsonArray patch)
    {
        HashSet<string> known = [.. current.Select(TextOf)];
        return new JsonArray([.. current.Concat(patch.Where(item => known.Add(TextOf(item)))).Select(item => item?.DeepClone())]);
    }

    private static string TextOf(JsonNode? value) => value?.ToJsonString() ?? "null";

    private static Dictionary<string, int> PlacesOf(IList<JsonNode?> items, Func<JsonNode?, JsonNode?> identity)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int index = 0; index < items.Count; index++)
        {
            places.TryAdd(TextOf(identity(items[index])), index);
        }

        return places;
    }

    private static void Retain(JsonObject target, JsonObject patch)
    {
        if (!patch.TryGetPropertyValue(RetainKeys, out JsonNode? said))
        {
            return;
        }

        if (said is not JsonArray)
        {
            throw Refusal.BadRequest("invalid patch format of retainKeys");
        }

        IReadOnlyList<string> kept = patch.Texts(RetainKeys);
        if (patch.Any(member => member.Key[..Math.Min(1, member.Key.Length)] != "$" && member.Value is not null && !kept.Contains(member.Key)))
        {
            throw Refusal.Unprocessable();
        }

        foreach (string name in target.Select(member => member.Key).Where(name => !kept.Contains(name)).ToArray())
        {
            target.Remove(name);
        }
    }

    private static void RemoveTexts(JsonObject target, string name, JsonNode? unwanted)
    {
        if (unwanted is not JsonArray texts)
        {
            throw Refusal.BadRequest("invalid patch format of primitive list");
        }

        if (target[name] is JsonArray items)
        {
            HashSet<string> gone = [.. texts.Select(TextOf)];
            target[name] = new JsonArray([.. items.Where(item => !gone.Contains(TextOf(item))).Select(item => item?.DeepClone())]);
        }
    }

    /// <summary>Items in the order that the patch says; those it does not name keep their place among the others.</summary>
    private static JsonArray Ordered(SchemaNode? schema, JsonArray items, JsonArray before, JsonArray wanted)
    {
        JsonNode? Identity(JsonNode? item) => schema?.PatchMergeKey is string key && item is JsonObject one ? one[key] : item;
        Dictionary<string, int> order = PlacesOf(wanted, Identity);
        Dictionary<string, int> former = PlacesOf(before, Identity);
        int Place(Dictionary<string, int> places, JsonNode? item) => places.GetValueOrDefault(TextOf(Identity(item)), -1);

        var named = new Queue<JsonNode?>(items.Where(item => Place(order, item) >= 0).OrderBy(item => Place(order, item)));
        var others = new Queue<JsonNode?>(items.Where(item => Place(order, item) < 0));
        var result = new JsonArray();
        while (named.Count + others.Count > 0)
        {
            bool takesOther = named.Count == 0 || (others.Count > 0 && Place(former, others.Peek()) < Place(former, named.Peek()));
            result.Add((takesOther ? others : named).Dequeue()?.DeepClone());
        }

        return result;
    }

    private static JsonNode? Clean(JsonNode? value) => value switch
    {
        JsonObject members => WithoutDirectives(members),
        JsonArray items => new JsonArray([.. items.Select(Clean)]),
        _ => value?.DeepClone(),
    };

    private static JsonObject WithoutDirectives(JsonObject patch) =>
        new(patch.Where(member => !member.Key.StartsWith('$') && member.Value is not null).Select(member => KeyValuePair.Create(member.Key, Clean(member.Value))));
}
