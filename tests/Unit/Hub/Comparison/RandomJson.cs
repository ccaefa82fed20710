using System.Text.Json.Nodes;

namespace OcmPowerShell.Tests.Hub.Comparison;

/// <summary>JSON as nobody would write it, and what somebody made of it.</summary>
internal sealed class RandomJson(int seed)
{
    private static readonly string[] Names = ["a", "b", "spec", "metadata", "name", "port", "key", "a.b/c", "", "é", "]", "[0]", "\"", "\n", "0", "*", "items", "\ud83d\ude00"];

    private static readonly string[] Scalars =
        ["null", "true", "false", "0", "-0", "1", "1.0", "1e0", "\"1\"", "\"true\"", "\"null\"", "\"\"", "\"x\"", "\"web\"", "1.5", "1e400", "9007199254740993", "9007199254740992", "18446744073709551616", "\"\\u00e9\"", "\"\\n\"", "\"a]b\"", "\"-1\""];

    private readonly Random _random = new(seed);

    /// <summary>Any value.</summary>
    public JsonNode? Value(int depth = 4) => _random.Next(depth > 0 ? 6 : 2) switch
    {
        0 or 1 => Scalar(),
        2 or 3 => Object(depth),
        4 => new JsonArray([.. Many(4, () => Value(depth - 1))]),
        _ => new JsonArray([.. Many(4, () => Item(depth))]),
    };

    /// <summary>The value with some of it changed, in places that a comparison may stumble over.</summary>
    public JsonNode? Changed(JsonNode? value, int depth = 4)
    {
        if (_random.Next(12) == 0)
        {
            return Value(depth);
        }

        switch (value)
        {
            case JsonObject members:
                var result = new JsonObject();
                foreach ((string name, JsonNode? inner) in Shuffled(members))
                {
                    if (_random.Next(8) != 0)
                    {
                        result[name] = Changed(inner, depth - 1);
                    }
                }

                if (_random.Next(4) == 0)
                {
                    result[Pick(Names)] = Value(depth - 1);
                }

                return result;
            case JsonArray list:
                List<JsonNode?> items = [.. list.Where(_ => _random.Next(8) != 0).Select(item => Changed(item, depth - 1))];
                if (_random.Next(3) == 0)
                {
                    items.Insert(_random.Next(items.Count + 1), _random.Next(2) == 0 ? Item(depth) : Value(depth - 1));
                }

                return new JsonArray(_random.Next(3) == 0 ? Shuffled(items) : [.. items]);
            default:
                return _random.Next(4) == 0 ? Scalar() : value?.DeepClone();
        }
    }

    /// <summary>The same value, written otherwise.</summary>
    public JsonNode? Rewritten(JsonNode? value) => value switch
    {
        JsonObject members => new JsonObject(Shuffled(members).Select(member => KeyValuePair.Create(member.Key, Rewritten(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Rewritten)]),
        _ => value?.ToJsonString() switch
        {
            null => null,
            "1" or "1.0" or "1e0" => JsonNode.Parse(Pick(["1", "1.0", "1e0", "10e-1"])),
            "0" or "-0" => JsonNode.Parse(Pick(["0", "-0", "0.0"])),
            _ => value.DeepClone(),
        },
    };

    private JsonObject Object(int depth)
    {
        var made = new JsonObject();
        foreach (string name in Many(4, () => Pick(Names)))
        {
            made[name] = Value(depth - 1);
        }

        return made;
    }

    private JsonObject Item(int depth)
    {
        JsonObject item = Object(depth - 1);
        item[Pick(["name", "name", "name", "port"])] = JsonNode.Parse(Pick(["\"web\"", "\"db\"", "\"80\"", "80", "80.0", "\"a]b\"", "\"x\"", "\"\"", "\"é\"", "443"]));
        return item;
    }

    private JsonNode? Scalar() => JsonNode.Parse(Pick(Scalars));

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];

    private IEnumerable<T> Many<T>(int most, Func<T> make)
    {
        int count = _random.Next(most + 1);
        for (int i = 0; i < count; i++)
        {
            yield return make();
        }
    }

    private T[] Shuffled<T>(IEnumerable<T> values)
    {
        T[] all = [.. values];
        _random.Shuffle(all);
        return all;
    }
}
