using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Cel;
using OcmPowerShell.Sandbox.Api.Json;

namespace OcmPowerShell.Sandbox.Schema;

/// <summary>Checks an object against the rules of its schema, together with what it was before.</summary>
internal sealed class RuleValidation
{
    // Every write asks, and a schema never changes.
    private static readonly ConditionalWeakTable<SchemaNode, object> Known = [];

    private readonly List<FieldError> _errors = [];
    private readonly CelBudget _budget = new();

    private RuleValidation()
    {
    }

    /// <summary>All rules that do not hold.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="value">The object.</param>
    /// <param name="before">The object before an update; null for a new one.</param>
    public static IReadOnlyList<FieldError> Check(SchemaNode schema, JsonObject value, JsonObject? before)
    {
        var validation = new RuleValidation();
        validation.Value(schema, value, before, string.Empty, static () => false);
        return validation._errors;
    }

    /// <summary>Whether there are rules in a schema.</summary>
    public static bool HasRules(SchemaNode schema) =>
        (bool)Known.GetValue(schema, static schema => AreThere(schema));

    private static object AreThere(SchemaNode schema) =>
        schema.Rules.Count > 0
        || schema.Properties.Values.Any(HasRules)
        || (schema.Items is not null && HasRules(schema.Items))
        || (schema.AdditionalProperties is not null && HasRules(schema.AdditionalProperties));

    /// <summary>Checks a value.</summary>
    /// <param name="schema">Its schema.</param>
    /// <param name="value">The value.</param>
    /// <param name="before">What corresponds to it before; null for nothing.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="isPartOfSame">Whether what it is part of has not changed.</param>
    private void Value(SchemaNode schema, JsonNode? value, JsonNode? before, string path, Func<bool> isPartOfSame)
    {
        if (value is null)
        {
            return;
        }

        bool? same = null;
        foreach (CelRule rule in schema.Rules)
        {
            if (_budget.IsExhausted)
            {
                return;
            }

            // What has not changed may stay, even where a rule that came later forbids it.
            FieldError? error = rule.Check(schema, value, before, path, _budget);
            if (error is not null && (rule.UsesOldSelf || _budget.IsExhausted || !IsSame()))
            {
                _errors.Add(error);
            }
        }

        if (value is JsonObject members)
        {
            Members(schema, members, before as JsonObject, path, IsSame);
        }
        else if (value is JsonArray items && schema.Items is not null)
        {
            Items(schema, items, before as JsonArray, path, IsSame);
        }

        bool IsSame() => same ??= before is null ? isPartOfSame() : JsonText.Same(value, before);
    }

    private void Members(SchemaNode schema, JsonObject members, JsonObject? before, string path, Func<bool> isSame)
    {
        // An atomic map is one value: its members have no past of their own.
        JsonObject? past = schema.MapType == "atomic" ? null : before;
        foreach ((string name, JsonNode? member) in members)
        {
            if (schema.Member(name) is { } known)
            {
                string child = !schema.Properties.ContainsKey(name) ? $"{path}[{name}]" : path.Length == 0 ? name : $"{path}.{name}";
                Value(known, member, past?[name], child, isSame);
            }
        }
    }

    private void Items(SchemaNode schema, JsonArray items, JsonArray? before, string path, Func<bool> isSame)
    {
        // Only items with a key have a past.
        ILookup<string, JsonNode?>? past = schema.ListType == "map"
            ? before?.ToLookup(item => ListIdentity.KeyOf(schema, item) ?? string.Empty, StringComparer.Ordinal)
            : null;
        for (int index = 0; index < items.Count; index++)
        {
            JsonNode? old = past is not null && ListIdentity.KeyOf(schema, items[index]) is { } key ? past[key].FirstOrDefault() : null;
            Value(schema.Items!, items[index], old, FormattableString.Invariant($"{path}[{index}]"), isSame);
        }
    }
}
