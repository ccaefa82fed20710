using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Schema;

namespace OcmPowerShell.Sandbox.Api.Ownership;

/// <summary>Which parts of a value have owners of their own: members of objects, items of keyed lists and sets.</summary>
internal static class FieldWalk
{
    private static readonly HashSet<string> NeverOwned = new(StringComparer.Ordinal)
    {
        "name", "namespace", "creationTimestamp", "selfLink", "uid", "generation", "managedFields", "resourceVersion",
    };

    /// <summary>The fields that an applied configuration names.</summary>
    public static FieldSet Named(SchemaNode schema, JsonObject value)
    {
        var set = new FieldSet();
        CollectMembers(schema, value, set);
        return WithoutServerFields(set);
    }

    /// <summary>What differs between two objects.</summary>
    public static FieldDifference Compare(SchemaNode schema, JsonObject before, JsonObject after)
    {
        FieldDifference difference = FieldDifference.None();
        CompareMembers(schema, before, after, difference);
        return new FieldDifference(
            WithoutServerFields(difference.Added), WithoutServerFields(difference.Changed), WithoutServerFields(difference.Removed));
    }

    /// <summary>Removes fields of a set from an object.</summary>
    public static void Remove(SchemaNode? schema, JsonNode? value, FieldSet fields)
    {
        if (value is JsonObject members)
        {
            foreach (string name in members.Select(member => member.Key).ToArray())
            {
                if (fields.Find($"f:{name}") is not FieldSet below)
                {
                    continue;
                }

                if (below.IsMember)
                {
                    members.Remove(name);
                }
                else
                {
                    Remove(schema?.Member(name), members[name], below);
                }
            }
        }
        else if (value is JsonArray items && !IsOwnedAsOne(schema, items))
        {
            for (int index = items.Count - 1; index >= 0; index--)
            {
                if (fields.Find(StepOf(schema!, items[index], index)) is not FieldSet below)
                {
                    continue;
                }

                if (below.IsMember)
                {
                    items.RemoveAt(index);
                }
                else
                {
                    Remove(schema!.Items, items[index], below);
                }
            }
        }
    }

    /// <summary>Whether a value has one owner as a whole.</summary>
    public static bool IsOwnedAsOne(SchemaNode? schema, JsonNode? value) => value switch
    {
        JsonObject => schema?.MapType == "atomic",
        JsonArray => schema?.ListType is not ("map" or "set"),
        _ => true,
    };

    /// <summary>The step of a path that leads to an item of a keyed list or a set.</summary>
    public static string StepOf(SchemaNode list, JsonNode? item, int index)
    {
        if (list.ListType == "set")
        {
            return $"v:{Encoding.UTF8.GetString(JsonText.Sorted(item))}";
        }

        return ListIdentity.KeyOf(list, item) is string key ? $"k:{key}" : FormattableString.Invariant($"i:{index}");
    }

    private static void Collect(SchemaNode? schema, JsonNode? value, FieldSet set)
    {
        if (IsOwnedAsOne(schema, value))
        {
            set.Include();
        }
        else if (value is JsonObject members)
        {
            CollectMembers(schema, members, set);
        }
        else if (value is JsonArray items)
        {
            for (int index = 0; index < items.Count; index++)
            {
                FieldSet below = set.Below(StepOf(schema!, items[index], index));
                if (items[index] is JsonObject or JsonArray)
                {
                    Collect(schema!.Items, items[index], below);
                }

                below.Include();
            }
        }
    }

    private static void CollectMembers(SchemaNode? schema, JsonObject members, FieldSet set)
    {
        foreach ((string name, JsonNode? member) in members)
        {
            FieldSet below = set.Below($"f:{name}");
            Collect(schema?.Member(name), member, below);

            // A named field that holds more fields is owned through these; a map's entry is owned itself too.
            if (member is null or JsonObject { Count: 0 } || schema is null || !schema.Properties.ContainsKey(name))
            {
                below.Include();
            }
        }
    }

    private static void CompareMembers(SchemaNode? schema, JsonObject? before, JsonObject? after, FieldDifference difference)
    {
        // Null says no more than nothing: nobody owns it.
        foreach ((string name, JsonNode? now) in after ?? [])
        {
            JsonNode? old = before?[name];
            Compare(schema?.Member(name), old is not null, old, now is not null, now, $"f:{name}", difference);
        }

        foreach ((string name, JsonNode? old) in before ?? [])
        {
            if (after is null || !after.ContainsKey(name))
            {
                Compare(schema?.Member(name), old is not null, old, false, null, $"f:{name}", difference);
            }
        }
    }

    private static void CompareItems(SchemaNode schema, JsonArray? before, JsonArray? after, FieldDifference difference)
    {
        Dictionary<string, JsonNode?> old = ByStep(schema, before);
        Dictionary<string, JsonNode?> now = ByStep(schema, after);
        foreach (string step in old.Keys.Union(now.Keys))
        {
            Compare(
                schema.Items,
                old.ContainsKey(step), old.GetValueOrDefault(step),
                now.ContainsKey(step), now.GetValueOrDefault(step),
                step,
                difference);
        }
    }

    /// <summary>Most of an object is as it was: that is left before it is taken apart.</summary>
    private static void Compare(
        SchemaNode? schema, bool had, JsonNode? before, bool has, JsonNode? after, string step, FieldDifference difference)
    {
        if ((had || has) && !(had && has && JsonText.Same(before, after)))
        {
            FieldDifference below = FieldDifference.None();
            CompareValue(schema, had, before, has, after, below);
            difference.Attach(step, below);
        }
    }

    private static void CompareValue(SchemaNode? schema, bool had, JsonNode? before, bool has, JsonNode? after, FieldDifference difference)
    {
        bool sameForm = !had || !has || before?.GetType() == after?.GetType() || (before is JsonValue && after is JsonValue);
        JsonNode? sample = has ? after : before;
        bool isLeaf = !sameForm || IsOwnedAsOne(schema, sample)
            || (sample is JsonArray && (before as JsonArray ?? []).Count == 0 && (after as JsonArray ?? []).Count == 0);
        if (!had)
        {
            difference.Added.Include();
        }
        else if (!has)
        {
            difference.Removed.Include();
        }
        else if (isLeaf && !JsonText.Same(before, after))
        {
            difference.Changed.Include();
        }

        if (isLeaf)
        {
            return;
        }

        if (sample is JsonObject)
        {
            CompareMembers(schema, before as JsonObject, after as JsonObject, difference);
        }
        else
        {
            CompareItems(schema!, before as JsonArray, after as JsonArray, difference);
        }
    }

    private static Dictionary<string, JsonNode?> ByStep(SchemaNode schema, JsonArray? items)
    {
        var result = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        for (int index = 0; index < (items?.Count ?? 0); index++)
        {
            result[StepOf(schema, items![index], index)] = items[index];
        }

        return result;
    }

    private static FieldSet WithoutServerFields(FieldSet set)
    {
        set.Drop("f:apiVersion");
        set.Drop("f:kind");
        if (set.Find("f:metadata") is FieldSet metadata)
        {
            var kept = new FieldSet();
            foreach ((string step, FieldSet child) in metadata.Children)
            {
                if (!NeverOwned.Contains(step[2..]) && !child.IsEmpty)
                {
                    kept.Attach(step, child);
                }
            }

            set.Drop("f:metadata");
            if (!kept.IsEmpty)
            {
                set.Attach("f:metadata", kept);
            }
        }

        return set;
    }
}
