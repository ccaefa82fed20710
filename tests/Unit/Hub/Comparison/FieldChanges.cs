using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Comparison;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Tests.Hub.Comparison;

/// <summary>Applies differences to one side, which has to give the other.</summary>
internal static class FieldChanges
{
    /// <summary>The differences seen from the other side.</summary>
    public static IReadOnlyList<FieldChange> Reversed(this IEnumerable<FieldChange> changes) =>
    [
        .. changes.Select(change => change with
        {
            HubValue = change.FileValue,
            FileValue = change.HubValue,
            Change = change.Change switch { DifferenceKind.Added => DifferenceKind.Removed, DifferenceKind.Removed => DifferenceKind.Added, var same => same },
        }),
    ];

    /// <summary>What becomes of a value.</summary>
    public static JsonNode? Applied(this IEnumerable<FieldChange> changes, JsonNode? value) => Apply(value, [.. changes], 0);

    private static JsonNode? Apply(JsonNode? value, List<FieldChange> changes, int depth)
    {
        if (changes.Count == 0)
        {
            return value?.DeepClone();
        }

        if (changes.Find(change => change.Path.Count == depth) is { } whole)
        {
            return changes.Count == 1 ? whole.FileValue?.DeepClone() : throw new InvalidOperationException($"More than one difference in {value}.");
        }

        ILookup<FieldStep, FieldChange> steps = changes.ToLookup(change => change.Path[depth]);
        return value is JsonObject members ? InMembers(members, steps, depth) : InList((JsonArray)value!, steps, depth);
    }

    private static JsonObject InMembers(JsonObject members, ILookup<FieldStep, FieldChange> steps, int depth)
    {
        var result = (JsonObject)members.DeepClone();
        foreach (IGrouping<FieldStep, FieldChange> step in steps)
        {
            FieldChange first = step.First();
            bool isWhole = first.Path.Count == depth + 1;
            if (isWhole && first.Change == DifferenceKind.Added)
            {
                result.Add(step.Key.Name, first.FileValue?.DeepClone());
            }
            else if (!result.ContainsKey(step.Key.Name))
            {
                throw new InvalidOperationException($"There is no {step.Key} in {members}.");
            }
            else if (isWhole && first.Change == DifferenceKind.Removed)
            {
                result.Remove(step.Key.Name);
            }
            else
            {
                result[step.Key.Name] = Apply(members[step.Key.Name], [.. step], depth + 1);
            }
        }

        return result;
    }

    private static JsonArray InList(JsonArray list, ILookup<FieldStep, FieldChange> steps, int depth)
    {
        List<(JsonNode? Value, JsonNode? Was)> items = [];
        List<FieldChange> added = [];
        for (int i = 0; i < list.Count; i++)
        {
            FieldChange[] changes = [.. steps.Where(step => IsAt(step.Key, list[i], i)).SelectMany(step => step).Where(change => !IsNew(change, depth))];
            if (changes is not [{ Change: DifferenceKind.Removed } gone] || gone.Path.Count > depth + 1)
            {
                items.Add((Apply(list[i], [.. changes], depth + 1), list[i]));
            }
        }

        added.AddRange(steps.SelectMany(step => step).Where(change => IsNew(change, depth)).OrderBy(change => change.Ordinal));
        if (steps.SelectMany(step => step).SingleOrDefault(change => change.Path[depth].Kind == FieldStepKind.Order) is { } order)
        {
            string key = order.Path[depth].Name;
            List<string?> wanted = [.. ((JsonArray)order.FileValue!).Select(value => ListKey.TextOf(new JsonObject { [key] = value?.DeepClone() }, key))];
            items = [.. items.OrderBy(item => wanted.IndexOf(ListKey.TextOf(item.Was, key)))];
        }

        foreach (FieldChange one in added)
        {
            items.Insert(one.Ordinal, (one.FileValue?.DeepClone(), null));
        }

        return new JsonArray([.. items.Select(item => item.Value)]);
    }

    private static bool IsNew(FieldChange change, int depth) => change.Path.Count == depth + 1 && change.Change == DifferenceKind.Added;

    private static bool IsAt(FieldStep step, JsonNode? item, int index) => step.Kind switch
    {
        FieldStepKind.Element => step.Index == index,
        FieldStepKind.Keyed => ListKey.TextOf(item, step.Name) == step.Value,
        _ => false,
    };
}
