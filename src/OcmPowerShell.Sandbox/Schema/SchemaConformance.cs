using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Schema;

/// <summary>Brings a value into the shape its schema allows: unknown members go, missing ones get their default.</summary>
internal static class SchemaConformance
{
    /// <summary>Removes members the schema does not know.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="value">The value, changed in place.</param>
    /// <param name="unknown">Receives the path of each member removed.</param>
    public static void Prune(SchemaNode schema, JsonObject value, List<string> unknown) => PruneValue(schema, value, unknown);

    /// <summary>Fills in defaults; a null that may not be counts as not there.</summary>
    public static void FillDefaults(SchemaNode schema, JsonNode? value)
    {
        if (value is JsonObject members)
        {
            foreach ((string name, SchemaNode property) in schema.Properties)
            {
                bool isNull = members.TryGetPropertyValue(name, out JsonNode? member) && member is null;
                if (isNull && !property.Nullable)
                {
                    members.Remove(name);
                }

                if (property.Default is not null && !members.ContainsKey(name))
                {
                    members[name] = property.NewDefault();
                }

                FillDefaults(property, members[name]);
            }

            if (schema.AdditionalProperties is not null)
            {
                foreach ((string name, JsonNode? member) in members.Where(member => !schema.Properties.ContainsKey(member.Key)).ToArray())
                {
                    if (member is null && schema.AdditionalProperties is { Nullable: false } and not { PreservesUnknownFields: true })
                    {
                        members.Remove(name);
                    }

                    FillDefaults(schema.AdditionalProperties, member);
                }
            }
        }
        else if (value is JsonArray items && schema.Items is not null)
        {
            foreach (JsonNode? item in items)
            {
                FillDefaults(schema.Items, item);
            }
        }
    }

    private static void PruneValue(SchemaNode schema, JsonNode? value, List<string> unknown)
    {
        if (value is JsonObject members)
        {
            foreach (string name in members.Select(member => member.Key).ToArray())
            {
                int first = unknown.Count;
                SchemaNode? known = schema.Member(name);
                if (known is not null)
                {
                    PruneValue(known, members[name], unknown);
                    Lead(unknown, first, name);
                }
                else if (!schema.PreservesUnknownFields && !(schema.IsEmbeddedResource && name is "apiVersion" or "kind" or "metadata"))
                {
                    members.Remove(name);
                    unknown.Add(name);
                }
            }
        }
        else if (value is JsonArray items && schema.Items is not null)
        {
            for (int index = 0; index < items.Count; index++)
            {
                int first = unknown.Count;
                PruneValue(schema.Items, items[index], unknown);
                Lead(unknown, first, FormattableString.Invariant($"[{index}]"));
            }
        }
    }

    /// <summary>Puts a step before each path from an index on: paths are only spelled out where there are any.</summary>
    private static void Lead(List<string> paths, int first, string step)
    {
        for (int index = first; index < paths.Count; index++)
        {
            paths[index] = paths[index].StartsWith('[') ? step + paths[index] : $"{step}.{paths[index]}";
        }
    }
}
