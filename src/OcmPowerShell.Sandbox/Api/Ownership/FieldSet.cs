using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Api.Ownership;

/// <summary>
/// A set of fields of an object, as <c>managedFields</c> writes it. Each step of a path is written <c>f:name</c>,
/// <c>k:{"key":"value"}</c>, <c>v:value</c> or <c>i:index</c>.
/// </summary>
internal sealed class FieldSet
{
    // Most sets are a single field, so that nothing is made before something is below.
    private SortedDictionary<string, FieldSet>? _children;

    /// <summary>Whether the path that leads here is in the set.</summary>
    public bool IsMember { get; private set; }

    /// <summary>Whether nothing is in the set.</summary>
    public bool IsEmpty => !IsMember && (_children is null || _children.Values.All(child => child.IsEmpty));

    /// <summary>The steps that go on from here.</summary>
    public IEnumerable<KeyValuePair<string, FieldSet>> Children => _children ?? Enumerable.Empty<KeyValuePair<string, FieldSet>>();

    /// <summary>Reads <c>fieldsV1</c>; what is not of its form is left out.</summary>
    public static FieldSet FromJson(JsonObject? fields)
    {
        var set = new FieldSet();
        foreach ((string step, JsonNode? rest) in fields ?? [])
        {
            if (step == ".")
            {
                set.IsMember = true;
            }
            else if (step.Length >= 2 && step[1] == ':')
            {
                FieldSet child = FromJson(rest as JsonObject);

                // A step with nothing behind it is a member itself.
                child.IsMember |= child._children is null;
                set.Attach(step, child);
            }
        }

        return set;
    }

    /// <summary>Writes <c>fieldsV1</c>.</summary>
    public JsonObject ToJson()
    {
        var fields = new JsonObject();
        foreach ((string step, FieldSet child) in Children)
        {
            if (child.IsEmpty)
            {
                continue;
            }

            JsonObject rest = child.ToJson();
            if (child.IsMember && rest.Count > 0)
            {
                rest["."] = new JsonObject();
            }

            fields[step] = rest;
        }

        return fields;
    }

    /// <summary>The set below a step, made where it is missing.</summary>
    public FieldSet Below(string step)
    {
        if (Find(step) is not FieldSet child)
        {
            child = new FieldSet();
            Attach(step, child);
        }

        return child;
    }

    /// <summary>The set below a step, or null.</summary>
    public FieldSet? Find(string step) => _children?.GetValueOrDefault(step);

    /// <summary>Makes a set the one below a step.</summary>
    public void Attach(string step, FieldSet below) => (_children ??= new(StringComparer.Ordinal))[step] = below;

    /// <summary>Puts the path that leads here into the set.</summary>
    public void Include() => IsMember = true;

    /// <summary>Takes a path's whole branch out of the set.</summary>
    public void Drop(string step) => _children?.Remove(step);

    /// <summary>What is in either.</summary>
    public FieldSet Union(FieldSet other) => Combine(this, other, (left, right) => left || right);

    /// <summary>What is in this and not in the other.</summary>
    public FieldSet Except(FieldSet other) => Combine(this, other, (left, right) => left && !right);

    /// <summary>What is in both.</summary>
    public FieldSet Intersect(FieldSet other) => Combine(this, other, (left, right) => left && right);

    /// <summary>The same set with every named field that leads to a member made a member too.</summary>
    public FieldSet WithParents()
    {
        var result = new FieldSet { IsMember = IsMember };
        foreach ((string step, FieldSet child) in Children)
        {
            if (!child.IsEmpty)
            {
                FieldSet copy = child.WithParents();
                copy.IsMember |= step.StartsWith("f:", StringComparison.Ordinal);
                result.Attach(step, copy);
            }
        }

        return result;
    }

    /// <summary>The members as messages name them, as in <c>.spec.taints[key="a"].effect</c>.</summary>
    public IEnumerable<string> Paths() => Paths(string.Empty);

    /// <summary>A branch that only one side has becomes part of the result as it is: a set that was combined is not changed any more.</summary>
    private static FieldSet Combine(FieldSet left, FieldSet right, Func<bool, bool, bool> rule)
    {
        var result = new FieldSet { IsMember = rule(left.IsMember, right.IsMember) };
        bool keepsLeft = rule(true, false);
        foreach ((string step, FieldSet child) in left.Children)
        {
            FieldSet? kept = right.Find(step) is FieldSet other ? Combine(child, other, rule) : keepsLeft ? child : null;
            if (kept is { IsEmpty: false })
            {
                result.Attach(step, kept);
            }
        }

        foreach ((string step, FieldSet child) in rule(false, true) ? right.Children : [])
        {
            if (left.Find(step) is null && !child.IsEmpty)
            {
                result.Attach(step, child);
            }
        }

        return result;
    }

    private static string Readable(string step) => step[0] switch
    {
        'f' => $".{step[2..]}",
        'k' => ReadableKey(step[2..]),
        'v' => $"[={step[2..]}]",
        _ => $"[{step[2..]}]",
    };

    private static string ReadableKey(string key)
    {
        try
        {
            var members = JsonNode.Parse(key) as JsonObject;
            return $"[{string.Join(',', (members ?? []).Select(member => $"{member.Key}={member.Value?.ToJsonString() ?? "null"}"))}]";
        }
        catch (System.Text.Json.JsonException)
        {
            return $"[{key}]";
        }
    }

    private IEnumerable<string> Paths(string prefix)
    {
        if (IsMember)
        {
            yield return prefix;
        }

        foreach ((string step, FieldSet child) in Children)
        {
            foreach (string path in child.Paths(prefix + Readable(step)))
            {
                yield return path;
            }
        }
    }
}
