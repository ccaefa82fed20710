using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;

namespace OcmPowerShell.Sandbox.Schema;

/// <summary>The rarer things that an OpenAPI schema says of a value. Only definitions that users bring say them.</summary>
internal sealed record ValueRules
{
    /// <summary>The only values allowed, of whatever type; empty for all.</summary>
    public IReadOnlyList<JsonNode?> OneOfValues { get; init; } = [];

    /// <summary>Whether the smallest number itself is not allowed.</summary>
    public bool ExclusiveMinimum { get; init; }

    /// <summary>Whether the largest number itself is not allowed.</summary>
    public bool ExclusiveMaximum { get; init; }

    /// <summary>A number that the value must be a multiple of.</summary>
    public double? MultipleOf { get; init; }

    /// <summary>The fewest members of an object.</summary>
    public int? MinProperties { get; init; }

    /// <summary>The most members of an object.</summary>
    public int? MaxProperties { get; init; }

    /// <summary>Schemas that must all hold.</summary>
    public IReadOnlyList<SchemaNode> AllOf { get; init; } = [];

    /// <summary>Schemas of which one must hold; empty for none.</summary>
    public IReadOnlyList<SchemaNode> AnyOf { get; init; } = [];

    /// <summary>Schemas of which exactly one must hold; empty for none.</summary>
    public IReadOnlyList<SchemaNode> OneOf { get; init; } = [];

    /// <summary>A schema that must not hold.</summary>
    public SchemaNode? Not { get; init; }

    /// <summary>All that is wrong with a value.</summary>
    /// <param name="schema">The schema that these rules are part of.</param>
    /// <param name="value">The value.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="check">Checks a value against a schema.</param>
    public IEnumerable<FieldError> Check(SchemaNode schema, JsonNode? value, string path, Func<SchemaNode, IReadOnlyList<FieldError>> check) =>
    [
        .. Values(value, path),
        .. value is JsonObject members ? Size(members, path) : [],
        .. value is JsonValue scalar && scalar.GetValueKind() == JsonValueKind.Number ? Number(schema, scalar, path) : [],
        .. Combinations(path, check),
    ];

    private IEnumerable<FieldError> Values(JsonNode? value, string path)
    {
        if (OneOfValues.Count > 0 && !OneOfValues.Any(one => JsonText.Same(one, value)))
        {
            yield return new FieldError(
                "FieldValueNotSupported",
                path,
                $"Unsupported value: {Shown(value)}: supported values: {string.Join(", ", OneOfValues.Select(one => $"\"{Shown(one).Trim('"')}\""))}");
        }
    }

    private IEnumerable<FieldError> Size(JsonObject members, string path)
    {
        if (members.Count < MinProperties)
        {
            yield return FieldError.Invalid(path, Whole(members.Count), FormattableString.Invariant($"{path} in body should have at least {MinProperties} properties"));
        }

        if (members.Count > MaxProperties)
        {
            yield return new FieldError(
                "FieldValueTooMany", path, FormattableString.Invariant($"Too many: {members.Count}: must have at most {MaxProperties} items"));
        }
    }

    private IEnumerable<FieldError> Number(SchemaNode schema, JsonValue number, string path)
    {
        double value = double.Parse(number.ToJsonString(), CultureInfo.InvariantCulture);
        if (ExclusiveMinimum && value == schema.Minimum)
        {
            yield return FieldError.Invalid(path, Shown(number), FormattableString.Invariant($"{path} in body should be greater than {schema.Minimum}"));
        }

        if (ExclusiveMaximum && value == schema.Maximum)
        {
            yield return FieldError.Invalid(path, Shown(number), FormattableString.Invariant($"{path} in body should be less than {schema.Maximum}"));
        }

        if (MultipleOf is double divisor && divisor > 0 && Math.Abs((value / divisor) - Math.Round(value / divisor)) > 1e-9)
        {
            yield return FieldError.Invalid(path, Shown(number), FormattableString.Invariant($"{path} in body should be a multiple of {divisor}"));
        }
    }

    private List<FieldError> Combinations(string path, Func<SchemaNode, IReadOnlyList<FieldError>> check)
    {
        var errors = new List<FieldError>();
        if (AnyOf.Count > 0)
        {
            IReadOnlyList<FieldError>[] tries = [.. AnyOf.Select(check)];
            if (tries.All(one => one.Count > 0))
            {
                errors.Add(Wrong(path, "must validate at least one schema (anyOf)"));
                errors.AddRange(tries.MinBy(one => one.Count)!);
            }
        }

        if (OneOf.Count > 0)
        {
            IReadOnlyList<FieldError>[] tries = [.. OneOf.Select(check)];
            int valid = tries.Count(one => one.Count == 0);
            if (valid != 1)
            {
                errors.Add(Wrong(path, valid == 0
                    ? "must validate one and only one schema (oneOf). Found none valid"
                    : FormattableString.Invariant($"must validate one and only one schema (oneOf). Found {valid} valid alternatives")));
                errors.AddRange(valid == 0 ? tries.MinBy(one => one.Count)! : []);
            }
        }

        FieldError[] failed = [.. AllOf.SelectMany(check)];
        if (failed.Length > 0)
        {
            errors.AddRange(failed);
            errors.Add(Wrong(path, AllOf.All(one => check(one).Count > 0) ? "must validate all the schemas (allOf). None validated" : "must validate all the schemas (allOf)"));
        }

        if (Not is not null && check(Not).Count == 0)
        {
            errors.Add(Wrong(path, "must not validate the schema (not)"));
        }

        return errors;
    }

    private static FieldError Wrong(string path, string what) => FieldError.Invalid(path.Length == 0 ? "<nil>" : path, "\"\"", $"\"{path}\" {what}");

    private static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Shown(JsonNode? value) => value?.ToJsonString() ?? "null";
}
