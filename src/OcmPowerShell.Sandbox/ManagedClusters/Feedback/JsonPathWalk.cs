using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.ManagedClusters.Feedback;

/// <summary>
/// Follows the steps of a JSONPath through an object. It counts the nodes it visits, because a path such as
/// <c>..*..*..*</c> would otherwise visit more of them than anybody waits for.
/// </summary>
internal sealed class JsonPathWalk
{
    private const int MostVisits = 100_000;

    private int _visits;

    public IReadOnlyList<JsonNode?> Follow(IReadOnlyList<JsonPathStep> steps, JsonNode? root)
    {
        List<JsonNode?> here = [root];
        foreach (var step in steps)
        {
            List<JsonNode?> next = [];
            foreach (var node in here)
            {
                Visit();
                Take(step, node, next);
            }

            here = next;
        }

        return here;
    }

    private void Take(JsonPathStep step, JsonNode? node, List<JsonNode?> found)
    {
        switch (step)
        {
            case JsonPathStep.Members members:
                TakeMembers(members, node, found);
                break;
            case JsonPathStep.Wildcard:
                TakeAll(node, found);
                break;
            case JsonPathStep.Descend:
                TakeBelow(node, found);
                break;
            case JsonPathStep.Items items when node is not null:
                TakeItems(items, AsList(node, "is not array or slice"), found);
                break;
            case JsonPathStep.Filter filter when node is not null:
                TakeMatching(filter, AsList(node, "is not array or slice and cannot be filtered"), found);
                break;
        }
    }

    private static void TakeMembers(JsonPathStep.Members members, JsonNode? node, List<JsonNode?> found)
    {
        foreach (var name in members.Names)
        {
            if (node is JsonObject value && value.TryGetPropertyValue(name, out var member))
            {
                found.Add(member);
            }
        }
    }

    private void TakeAll(JsonNode? node, List<JsonNode?> found)
    {
        foreach (var child in Children(node))
        {
            Visit();
            found.Add(child);
        }
    }

    private void TakeBelow(JsonNode? node, List<JsonNode?> found)
    {
        // A stack of our own: depth is the user's to choose.
        var open = new Stack<JsonNode?>([node]);
        while (open.TryPop(out var current))
        {
            Visit();
            found.Add(current);
            foreach (var child in Children(current).Reverse())
            {
                open.Push(child);
            }
        }
    }

    private void TakeItems(JsonPathStep.Items items, JsonArray list, List<JsonNode?> found)
    {
        foreach (var slice in items.Slices)
        {
            TakeSlice(slice, list, found);
        }
    }

    private void TakeSlice(JsonPathSlice slice, JsonArray list, List<JsonNode?> found)
    {
        if (list.Count == 0)
        {
            return;
        }

        var start = FromEnd(slice.Start ?? 0, list.Count);
        if (slice.Single)
        {
            found.Add(start >= 0 && start < list.Count
                ? list[(int)start]
                : throw new JsonPathException($"array index out of bounds: index {slice.Start}, length {list.Count}"));
            return;
        }

        var end = Math.Min(FromEnd(slice.End ?? list.Count, list.Count), list.Count);
        for (var i = Math.Max(start, 0); i < end; i += slice.Step)
        {
            Visit();
            found.Add(list[(int)i]);
        }
    }

    private static long FromEnd(long index, int length) => index < 0 ? index + length : index;

    private void TakeMatching(JsonPathStep.Filter filter, JsonArray list, List<JsonNode?> found)
    {
        foreach (var item in list)
        {
            Visit();
            var left = ValueOf(filter.Left, item);
            var holds = filter.Operator is null
                ? left.Count > 0
                : left.Count > 0 && ValueOf(filter.Right!, item) is [var right, ..] && Compare(left[0], filter.Operator, right);
            if (holds)
            {
                found.Add(item);
            }
        }
    }

    private IReadOnlyList<JsonNode?> ValueOf(JsonPathOperand operand, JsonNode? item) =>
        operand.Path is null ? [operand.Literal] : Follow(operand.Path, item);

    private static bool Compare(JsonNode? left, string sign, JsonNode? right)
    {
        if (Order(left, right) is not { } order)
        {
            return sign == "!=";
        }

        return sign switch
        {
            "==" => order == 0,
            "!=" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    /// <summary>How two scalars of one type are ordered; null where they cannot be compared.</summary>
    private static int? Order(JsonNode? left, JsonNode? right)
    {
        var (a, b) = (left?.GetValueKind() ?? JsonValueKind.Null, right?.GetValueKind() ?? JsonValueKind.Null);
        return (a, b) switch
        {
            (JsonValueKind.String, JsonValueKind.String) =>
                string.CompareOrdinal(left!.GetValue<string>(), right!.GetValue<string>()),
            (JsonValueKind.Number, JsonValueKind.Number) => Number(left!).CompareTo(Number(right!)),
            (JsonValueKind.True or JsonValueKind.False, JsonValueKind.True or JsonValueKind.False) =>
                (a == JsonValueKind.True).CompareTo(b == JsonValueKind.True),
            (JsonValueKind.Null, JsonValueKind.Null) => 0,
            _ => null,
        };
    }

    private static double Number(JsonNode node) =>
        double.Parse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static JsonArray AsList(JsonNode node, string complaint)
    {
        if (node is JsonArray list)
        {
            return list;
        }

        var shown = node.ToJsonString();
        throw new JsonPathException($"{(shown.Length > 100 ? shown[..100] + "…" : shown)} {complaint}");
    }

    private static IEnumerable<JsonNode?> Children(JsonNode? node) => node switch
    {
        JsonObject value => value.Select(member => member.Value),
        JsonArray list => list,
        _ => [],
    };

    private void Visit()
    {
        if (++_visits > MostVisits)
        {
            throw new JsonPathException($"the path leads to more than {MostVisits} places");
        }
    }
}
