using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Schema;
using OcmPowerShell.Tests.Sandbox.Api;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Kinds;

/// <summary>
/// Objects made by chance from OCM's own schemas, right ones and such that are wrong in one place, fare with our schemas as
/// with a plain reading of the upstream ones.
/// </summary>
public sealed class UpstreamAgreementTests
{
    private const int Objects = 120;

    [Theory]
    [MemberData(nameof(UpstreamCrd.All), MemberType = typeof(UpstreamCrd))]
    public void Objects_are_accepted_pruned_and_defaulted_as_the_upstream_schema_says(string group, string version, string plural)
    {
        var upstream = (JsonObject)UpstreamCrd.Version(group, version, plural)["schema"]!["openAPIV3Schema"]!.DeepClone();

        // These are of every kind, and looked at before any schema is.
        foreach (string common in new[] { "apiVersion", "kind", "metadata" })
        {
            ((JsonObject)upstream["properties"]!).Remove(common);
        }

        SchemaNode ours = UpstreamCrd.Ours(group, version, plural).Schema;
        var random = new Random(42);
        int refused = 0;
        int pruned = 0;
        for (int count = 0; count < Objects; count++)
        {
            var value = (JsonObject)Make(upstream, random, 0)!;
            if (count % 3 > 0)
            {
                Spoil(upstream, value, random);
            }

            JsonObject expected = (JsonObject)value.DeepClone();
            bool isPruned = Prune(upstream, expected);
            Default(upstream, expected);
            bool isRight = Holds(upstream, expected);

            JsonObject actual = (JsonObject)value.DeepClone();
            var unknown = new List<string>();
            SchemaConformance.Prune(ours, actual, unknown);
            SchemaConformance.FillDefaults(ours, actual);
            IReadOnlyList<FieldError> errors = SchemaValidation.Check(ours, actual);

            Assert.True(JsonText.Same(expected, actual), $"{value.ToJsonString()}\nours     {actual.ToJsonString()}\nupstream {expected.ToJsonString()}");
            Assert.Equal(isPruned, unknown.Count > 0);
            Assert.True(
                isRight == (errors.Count == 0),
                $"{(isRight ? "refused" : "accepted")}: {value.ToJsonString()}\n{string.Join('\n', errors.Select(error => $"{error.Field}: {error.Message}"))}");
            refused += isRight ? 0 : 1;
            pruned += isPruned ? 1 : 0;
        }

        Assert.True(refused > 5, $"only {refused} objects were wrong");
        Assert.True(pruned > 0, "no object had an unknown field");
    }

    private static JsonNode? Make(JsonObject schema, Random random, int depth)
    {
        if (schema["x-kubernetes-embedded-resource"] is not null)
        {
            return new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = "c" }, ["more"] = random.Next(9) };
        }

        if (schema["x-kubernetes-int-or-string"] is not null)
        {
            return random.Next(2) == 0 ? random.Next(0, 100) : TextFor(schema, random);
        }

        switch ((string?)schema["type"])
        {
            case "object":
                var members = new JsonObject();
                string[] required = [.. Texts(schema, "required")];
                foreach ((string name, JsonNode? property) in schema["properties"] as JsonObject ?? [])
                {
                    if (required.Contains(name) || random.Next(3) > 0)
                    {
                        members[name] = Make((JsonObject)property!, random, depth + 1);
                    }
                }

                if (schema["additionalProperties"] is JsonObject values)
                {
                    members[$"k{random.Next(9)}"] = Make(values, random, depth + 1);
                }

                return members;
            case "array":
                int most = Math.Min((int?)schema["maxItems"] ?? 3, 3);
                int fewest = (int?)schema["minItems"] ?? 0;
                return new JsonArray([.. Enumerable.Range(0, random.Next(fewest, Math.Max(fewest, depth > 12 ? 0 : most) + 1)).Select(_ => Make((JsonObject)schema["items"]!, random, depth + 1))]);
            case "string":
                return TextFor(schema, random);
            case "integer":
                return random.Next(Math.Max((int?)schema["minimum"] ?? -5, -1000), Math.Min((int?)schema["maximum"] ?? 500, 100_000) + 1);
            default:
                return random.Next(2) == 0;
        }
    }

    private static string TextFor(JsonObject schema, Random random)
    {
        string[] words = [.. Texts(schema, "enum")];
        if (words.Length > 0)
        {
            return words[random.Next(words.Length)];
        }

        string[] tries =
        [
            "a", "abc-def", "a.b/c", "10%", "7", "5m", "1h", "None", "work-agent-x", "16Gi", "open-cluster-management-agent", "a.b.io/signer-x", "1.2.3.4",
            "deployments:a:b", "arn:aws:eks:eu-1:123456789012:cluster/c", "2026-01-01T00:00:00Z", "Zm9v", "True", "ab",
        ];
        string[] right = [.. tries.Where(text => HoldsText(schema, text))];
        return right.Length > 0 ? right[random.Next(right.Length)] : "x";
    }

    /// <summary>Makes one place of a value wrong, or adds what nobody knows.</summary>
    private static void Spoil(JsonObject schema, JsonObject value, Random random)
    {
        List<(JsonNode Parent, object Key, JsonObject Schema)> places = [];
        Places(schema, value, places);
        if (places.Count == 0)
        {
            value["nonsense"] = 1;
            return;
        }

        (JsonNode parent, object key, JsonObject there) = places[random.Next(places.Count)];
        JsonNode? now = key is string name ? parent[name] : parent[(int)key];
        JsonNode? wrong = random.Next(9) switch
        {
            0 => now is JsonValue one && one.GetValueKind() == JsonValueKind.String ? JsonValue.Create(12) : JsonValue.Create("text"),
            1 => JsonValue.Create("§ not allowed anywhere"),
            2 => JsonValue.Create(new string('a', 1025)),
            3 => JsonValue.Create(long.MaxValue),
            4 => new JsonArray([.. Enumerable.Range(0, 12).Select(_ => there["items"] is JsonObject items ? Make(items, random, 8) : (JsonNode)"a")]),
            5 => null,
            6 => JsonValue.Create(-5000.5),
            7 => JsonValue.Create(string.Empty),
            _ => new JsonObject { ["nonsense"] = new JsonObject { ["deep"] = true } },
        };
        if (key is int index)
        {
            ((JsonArray)parent)[index] = wrong;
        }
        else if (random.Next(4) == 0)
        {
            ((JsonObject)parent).Remove((string)key);
        }
        else if (random.Next(4) == 0)
        {
            ((JsonObject)parent)["unheardOf"] = now?.DeepClone();
        }
        else
        {
            ((JsonObject)parent)[(string)key] = wrong;
        }
    }

    private static void Places(JsonObject schema, JsonNode? value, List<(JsonNode Parent, object Key, JsonObject Schema)> places)
    {
        if (value is JsonObject members)
        {
            foreach ((string name, JsonNode? member) in members)
            {
                if (((schema["properties"] as JsonObject)?[name] ?? schema["additionalProperties"]) is JsonObject below)
                {
                    places.Add((members, name, below));
                    Places(below, member, places);
                }
            }
        }
        else if (value is JsonArray items && schema["items"] is JsonObject below)
        {
            for (int index = 0; index < items.Count; index++)
            {
                places.Add((items, index, below));
                Places(below, items[index], places);
            }
        }
    }

    private static bool Prune(JsonObject schema, JsonNode? value)
    {
        bool changed = false;
        if (value is JsonObject members && schema["x-kubernetes-preserve-unknown-fields"] is null)
        {
            foreach (string name in members.Select(member => member.Key).ToArray())
            {
                if (((schema["properties"] as JsonObject)?[name] ?? schema["additionalProperties"]) is JsonObject below)
                {
                    changed |= Prune(below, members[name]);
                }
                else
                {
                    members.Remove(name);
                    changed = true;
                }
            }
        }
        else if (value is JsonArray items && schema["items"] is JsonObject below)
        {
            foreach (JsonNode? item in items)
            {
                changed |= Prune(below, item);
            }
        }

        return changed;
    }

    private static void Default(JsonObject schema, JsonNode? value)
    {
        if (value is JsonObject members)
        {
            foreach ((string name, JsonNode? property) in schema["properties"] as JsonObject ?? [])
            {
                bool mayBeNull = (bool?)property!["nullable"] == true;
                if (members.ContainsKey(name) && members[name] is null && !mayBeNull)
                {
                    members.Remove(name);
                }

                if (!members.ContainsKey(name) && property["default"] is JsonNode standard)
                {
                    members[name] = standard.DeepClone();
                }

                Default((JsonObject)property, members[name]);
            }

            if (schema["additionalProperties"] is JsonObject values)
            {
                foreach ((string name, JsonNode? member) in members.ToArray())
                {
                    if (member is null)
                    {
                        members.Remove(name);
                    }

                    Default(values, member);
                }
            }
        }
        else if (value is JsonArray items && schema["items"] is JsonObject below)
        {
            foreach (JsonNode? item in items)
            {
                Default(below, item);
            }
        }
    }

    private static bool Holds(JsonObject schema, JsonNode? value)
    {
        if (value is null)
        {
            return (bool?)schema["nullable"] == true;
        }

        JsonValueKind kind = value.GetValueKind();
        bool isWhole = kind == JsonValueKind.Number && decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture) % 1 == 0;
        if (schema["x-kubernetes-int-or-string"] is not null)
        {
            return isWhole || (kind == JsonValueKind.String && HoldsText(schema, (string)value!));
        }

        return (string?)schema["type"] switch
        {
            "object" => value is JsonObject members && HoldsMembers(schema, members),
            "array" => value is JsonArray items && HoldsItems(schema, items),
            "string" => kind == JsonValueKind.String && HoldsText(schema, (string)value!),
            "integer" => isWhole && HoldsNumber(schema, value),
            "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
            _ => true,
        };
    }

    private static bool HoldsMembers(JsonObject schema, JsonObject members)
    {
        if (schema["x-kubernetes-embedded-resource"] is not null)
        {
            return members["apiVersion"] is JsonValue && members["kind"] is JsonValue;
        }

        // The one rule in CEL of all these schemas.
        bool isRuled = schema["x-kubernetes-validations"] is null || members["type"]?.ToJsonString() != "\"CEL\"" || members["condition"]?.ToJsonString() != "\"\"";
        return Texts(schema, "required").All(members.ContainsKey)
            && members.All(member => ((schema["properties"] as JsonObject)?[member.Key] ?? schema["additionalProperties"]) is not JsonObject below || Holds(below, member.Value))
            && isRuled;
    }

    private static bool HoldsItems(JsonObject schema, JsonArray items)
    {
        var below = (JsonObject)schema["items"]!;
        string[] keys = [.. Texts(schema, "x-kubernetes-list-map-keys")];
        bool isUnique = keys.Length == 0 || items.OfType<JsonObject>().Select(item => string.Join('|', keys.Select(key =>
            (item[key] ?? below["properties"]![key]!["default"])?.ToJsonString()))).ToArray() is var found && found.Distinct().Count() == found.Length;
        return items.Count >= ((int?)schema["minItems"] ?? 0) && items.Count <= ((int?)schema["maxItems"] ?? int.MaxValue)
            && items.All(item => Holds(below, item)) && isUnique;
    }

    private static bool HoldsNumber(JsonObject schema, JsonNode value)
    {
        decimal number = decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);
        return number >= ((decimal?)schema["minimum"] ?? decimal.MinValue) && number <= ((decimal?)schema["maximum"] ?? decimal.MaxValue)
            && ((string?)schema["format"] != "int32" || number is >= int.MinValue and <= int.MaxValue);
    }

    private static bool HoldsText(JsonObject schema, string text)
    {
        string[] words = [.. Texts(schema, "enum")];
        return (words.Length == 0 || words.Contains(text))
            && text.Length >= ((int?)schema["minLength"] ?? 0)
            && text.Length <= ((int?)schema["maxLength"] ?? int.MaxValue)
            && ((string?)schema["pattern"] is not string pattern || Regex.IsMatch(text, pattern))
            && (string?)schema["format"] switch
            {
                "date-time" => Regex.IsMatch(text, @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"),
                "byte" => text.Length % 4 == 0 && Regex.IsMatch(text, "^[A-Za-z0-9+/]*=*$"),
                _ => true,
            };
    }

    private static IEnumerable<string> Texts(JsonObject schema, string name) => (schema[name] as JsonArray ?? []).Select(one => (string)one!);
}
