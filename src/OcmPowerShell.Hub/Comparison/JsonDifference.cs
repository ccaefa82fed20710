using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Comparison;

/// <summary>
/// Compares JSON with JSON, field by field. The order of members makes no difference, that of a list's elements does.
/// What one side lacks is one difference, however much is in it.
/// </summary>
internal sealed class JsonDifference
{
    private readonly List<FieldStep> _path = [];
    private readonly List<FieldChange> _changes = [];

    private JsonDifference()
    {
    }

    /// <summary>All differences; none when the two are the same.</summary>
    public static IReadOnlyList<FieldChange> Between(JsonNode? hub, JsonNode? file)
    {
        var difference = new JsonDifference();
        difference.Compare(hub, file, Secrecy.None);
        return difference._changes;
    }

    private void Compare(JsonNode? hub, JsonNode? file, Secrecy secrecy)
    {
        switch (hub, file)
        {
            case (JsonObject left, JsonObject right):
                CompareMembers(left, right, secrecy);
                break;
            case (JsonArray left, JsonArray right) when ListKey.Of(left, right) is { } key:
                CompareKeyed(left, right, key, SecretMask.OfElement(secrecy));
                break;
            case (JsonArray left, JsonArray right):
                ComparePositions(left, right, SecretMask.OfElement(secrecy));
                break;
            case (null, null):
            case (JsonValue one, JsonValue other) when JsonScalar.AreSame(one, other):
                break;
            default:
                Add(DifferenceKind.Changed, hub, file, 0, secrecy);
                break;
        }
    }

    private void CompareMembers(JsonObject hub, JsonObject file, Secrecy secrecy)
    {
        bool inSecret = SecretMask.IsSecret(hub) || SecretMask.IsSecret(file);
        foreach (string name in NamesOf(hub).Union(NamesOf(file)).Order(StringComparer.Ordinal))
        {
            _path.Add(FieldStep.Member(name));
            Secrecy inner = SecretMask.Of(secrecy, inSecret, name);
            switch (hub.TryGetPropertyValue(name, out JsonNode? left), file.TryGetPropertyValue(name, out JsonNode? right))
            {
                case (true, true):
                    Compare(left, right, inner);
                    break;
                case (true, false):
                    Add(DifferenceKind.Removed, left, null, 0, inner);
                    break;
                default:
                    Add(DifferenceKind.Added, null, right, 0, inner);
                    break;
            }

            _path.RemoveAt(_path.Count - 1);
        }
    }

    private void ComparePositions(JsonArray hub, JsonArray file, Secrecy secrecy)
    {
        for (int i = 0; i < Math.Max(hub.Count, file.Count); i++)
        {
            _path.Add(FieldStep.Element(i));
            if (i >= file.Count)
            {
                Add(DifferenceKind.Removed, hub[i], null, i, secrecy);
            }
            else if (i >= hub.Count)
            {
                Add(DifferenceKind.Added, null, file[i], i, secrecy);
            }
            else
            {
                Compare(hub[i], file[i], secrecy);
            }

            _path.RemoveAt(_path.Count - 1);
        }
    }

    private void CompareKeyed(JsonArray hub, JsonArray file, string member, Secrecy secrecy)
    {
        List<string> left = [.. hub.Select(element => ListKey.TextOf(element, member)!)];
        List<string> right = [.. file.Select(element => ListKey.TextOf(element, member)!)];
        Dictionary<string, int> inFile = right.Select((key, index) => (key, index)).ToDictionary(pair => pair.key, pair => pair.index, StringComparer.Ordinal);
        HashSet<string> onHub = new(left, StringComparer.Ordinal);
        bool sameOrder = true;
        int last = -1;
        for (int i = 0; i < left.Count; i++)
        {
            _path.Add(FieldStep.Keyed(member, left[i]));
            if (inFile.TryGetValue(left[i], out int other))
            {
                sameOrder &= other > last;
                last = other;
                Compare(hub[i], file[other], secrecy);
            }
            else
            {
                Add(DifferenceKind.Removed, hub[i], null, i, secrecy);
            }

            _path.RemoveAt(_path.Count - 1);
        }

        for (int i = 0; i < right.Count; i++)
        {
            if (!onHub.Contains(right[i]))
            {
                _path.Add(FieldStep.Keyed(member, right[i]));
                Add(DifferenceKind.Added, null, file[i], i, secrecy);
                _path.RemoveAt(_path.Count - 1);
            }
        }

        if (!sameOrder)
        {
            _path.Add(FieldStep.Order(member));
            Add(DifferenceKind.Changed, ValuesOf(hub, member), ValuesOf(file, member), 0, secrecy);
            _path.RemoveAt(_path.Count - 1);
        }
    }

    private static JsonArray ValuesOf(JsonArray list, string member) => new([.. list.Select(element => element![member]!.DeepClone())]);

    private static IEnumerable<string> NamesOf(JsonObject members) => members.Select(member => member.Key);

    private void Add(DifferenceKind change, JsonNode? hub, JsonNode? file, int ordinal, Secrecy secrecy) =>
        _changes.Add(new FieldChange([.. _path], change, hub, file, ordinal, secrecy));
}
