using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;

namespace OcmPowerShell.Sandbox.Schema;

/// <summary>Checks a value against its schema, with the messages of the real server.</summary>
internal sealed class SchemaValidation
{
    private readonly List<FieldError> _errors = [];

    private readonly bool _isTyped;

    private readonly bool _hasPaths;

    private SchemaValidation(bool isTyped, bool hasPaths)
    {
        _isTyped = isTyped;
        _hasPaths = hasPaths;
    }

    /// <summary>All that is wrong with an object. Its metadata is not looked at: other rules hold there.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="value">The object.</param>
    /// <param name="before">The object before an update, which rules may speak of.</param>
    /// <param name="isTyped">Whether it is of one of Kubernetes' own kinds, whose rules are code and have other words.</param>
    public static IReadOnlyList<FieldError> Check(SchemaNode schema, JsonObject value, JsonObject? before = null, bool isTyped = false)
    {
        List<FieldError> errors = Shape(schema, value, isTyped);
        if (RuleValidation.HasRules(schema))
        {
            if (errors.Exists(error => error.Blocks))
            {
                errors.Add(FieldError.Invalid(
                    "<nil>", "\"null\"", "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation"));
            }
            else
            {
                errors.AddRange(RuleValidation.Check(schema, value, before));
            }
        }

        return errors;
    }

    /// <summary>What is wrong with the shape. Where it is, and in which order, is only found out once something is: most objects are valid.</summary>
    private static List<FieldError> Shape(SchemaNode schema, JsonObject value, bool isTyped)
    {
        var quick = new SchemaValidation(isTyped, hasPaths: false);
        quick.Object(schema, value);
        if (quick._errors.Count == 0)
        {
            return quick._errors;
        }

        var validation = new SchemaValidation(isTyped, hasPaths: true);
        validation.Object(schema, value);
        return validation._errors;
    }

    private void Object(SchemaNode schema, JsonObject value)
    {
        foreach ((string name, JsonNode? member) in InOrder(value))
        {
            // What a status of a built-in kind must have is not checked: its fields may all be empty.
            if (name is not ("apiVersion" or "kind" or "metadata") && !(_isTyped && name == "status") && schema.Properties.TryGetValue(name, out SchemaNode? property))
            {
                Value(property, member, Child(string.Empty, name));
            }
        }

        RequiredMembers(schema, value, string.Empty);
    }

    private IEnumerable<KeyValuePair<string, JsonNode?>> InOrder(JsonObject members) =>
        _hasPaths ? members.OrderBy(member => member.Key, StringComparer.Ordinal) : members;

    private string Child(string path, string name) => !_hasPaths || path.Length == 0 ? name : $"{path}.{name}";

    private string Item(string path, int index) => _hasPaths ? FormattableString.Invariant($"{path}[{index}]") : path;

    /// <summary>The value as Go's %q and %v show it.</summary>
    private static string Shown(JsonNode? value) => value?.ToJsonString() ?? "null";

    private static string TypeOf(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "object",
        JsonArray => "array",
        JsonValue scalar => scalar.GetValueKind() switch
        {
            JsonValueKind.String => "string",
            JsonValueKind.Number => IsWhole(scalar) ? "integer" : "number",
            _ => "boolean",
        },
        _ => "null",
    };

    private static bool IsWhole(JsonValue number) =>
        number.TryGetValue(out long _) || decimal.TryParse(number.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value) && value == decimal.Truncate(value);

    private void Value(SchemaNode schema, JsonNode? value, string path)
    {
        string actual = TypeOf(value);
        if (value is null && schema.Nullable)
        {
            return;
        }

        if (schema.IntOrString)
        {
            if (actual is not ("integer" or "string"))
            {
                _errors.Add(FieldError.WrongType(path, $"\"{actual}\"", $"{path} in body must be of type integer,string: \"{actual}\""));
                return;
            }
        }
        else if (schema.Type is not null && actual != schema.Type && !(schema.Type == "number" && actual == "integer"))
        {
            _errors.Add(FieldError.WrongType(path, $"\"{actual}\"", $"{path} in body must be of type {schema.Type}: \"{actual}\""));
            return;
        }

        switch (value)
        {
            case JsonObject members:
                Members(schema, members, path);
                break;
            case JsonArray items:
                Items(schema, items, path);
                break;
            case JsonValue scalar when actual == "string":
                TextValue(schema, scalar.GetValue<string>(), path);
                break;
            case JsonValue scalar when actual is "integer" or "number":
                NumberValue(schema, scalar, path);
                break;
        }

        if (schema.Value is ValueRules rules)
        {
            _errors.AddRange(rules.Check(schema, value, path, other =>
            {
                var validation = new SchemaValidation(_isTyped, _hasPaths);
                validation.Value(other, value, path);
                return validation._errors;
            }));
        }
    }

    private void Members(SchemaNode schema, JsonObject members, string path)
    {
        foreach ((string name, JsonNode? member) in InOrder(members))
        {
            SchemaNode? known = schema.Member(name);
            if (known is not null)
            {
                Value(known, member, Child(path, name));
            }
        }

        if (schema.IsEmbeddedResource)
        {
            EmbeddedResource(members, path);
        }

        RequiredMembers(schema, members, path);
    }

    private void EmbeddedResource(JsonObject members, string path)
    {
        foreach (string name in new[] { "apiVersion", "kind" })
        {
            if (members.Text(name) is null or "")
            {
                _errors.Add(FieldError.Required(Child(path, name), "must not be empty"));
            }
        }

        if (members.ContainsKey("metadata") && members["metadata"] is not JsonObject)
        {
            string actual = TypeOf(members["metadata"]);
            _errors.Add(FieldError.WrongType(
                Child(path, "metadata"), $"\"{actual}\"", $"{Child(path, "metadata")} in body must be of type object: \"{actual}\""));
        }
    }

    private void RequiredMembers(SchemaNode schema, JsonObject members, string path)
    {
        foreach (string name in schema.Required)
        {
            if (!members.ContainsKey(name) || (_isTyped && members[name] is JsonArray { Count: 0 } || _isTyped && members.Text(name) == string.Empty))
            {
                _errors.Add(FieldError.Required(Child(path, name)));
            }
        }
    }

    private void Items(SchemaNode schema, JsonArray items, string path)
    {
        if (schema.MinItems is int fewest && items.Count < fewest)
        {
            _errors.Add(FieldError.Invalid(
                path, items.Count.ToString(CultureInfo.InvariantCulture), FormattableString.Invariant($"{path} in body should have at least {fewest} items")));
        }

        if (schema.MaxItems is int most && items.Count > most)
        {
            _errors.Add(FieldError.TooMany(path, items.Count, most));
        }

        for (int index = 0; schema.Items is not null && index < items.Count; index++)
        {
            Value(schema.Items, items[index], Item(path, index));
        }

        if (schema.ListType is "map" or "set")
        {
            NoDuplicates(schema, items, path);
        }
    }

    private void NoDuplicates(SchemaNode schema, JsonArray items, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int index = 0; index < items.Count; index++)
        {
            string identity = schema.ListType == "set" ? Shown(items[index]) : ListIdentity.KeyOf(schema, items[index]) ?? string.Empty;
            if (identity.Length > 0 && !seen.Add(identity))
            {
                _errors.Add(FieldError.Duplicate(Item(path, index), identity));
            }
        }
    }

    private void TextValue(SchemaNode schema, string text, string path)
    {
        string Shown() => JsonValue.Create(text).ToJsonString();
        int length = schema.MinLength is null && schema.MaxLength is null ? 0 : text.EnumerateRunes().Count();
        if (schema.MinLength is int shortest && length < shortest)
        {
            _errors.Add(FieldError.Invalid(path, Shown(), FormattableString.Invariant($"{path} in body should be at least {shortest} chars long")));
        }

        if (schema.MaxLength is int longest && length > longest)
        {
            _errors.Add(FieldError.TooLong(path, longest));
        }

        if (schema.Pattern is not null && !GoPattern.IsMatch(schema.Pattern, text))
        {
            _errors.Add(FieldError.Invalid(path, Shown(), $"{path} in body should match '{schema.Pattern}'"));
        }

        if (!TextFormat.Matches(schema.Format, text))
        {
            _errors.Add(FieldError.WrongType(path, Shown(), $"{path} in body must be of type {schema.Format}: {Shown()}"));
        }

        if (schema.Enum.Count > 0 && !schema.Enum.Contains(text, StringComparer.Ordinal))
        {
            _errors.Add(FieldError.Unsupported(path, Shown(), schema.Enum));
        }
    }

    private void NumberValue(SchemaNode schema, JsonValue number, string path)
    {
        double value = double.Parse(number.ToJsonString(), CultureInfo.InvariantCulture);
        if (_isTyped)
        {
            if (value < schema.Minimum || value > schema.Maximum)
            {
                _errors.Add(FieldError.Invalid(path, Shown(number), schema.Maximum is null
                    ? FormattableString.Invariant($"must be greater than or equal to {schema.Minimum}")
                    : FormattableString.Invariant($"must be between {schema.Minimum} and {schema.Maximum}, inclusive")));
            }

            return;
        }

        if (schema.Minimum is double smallest && value < smallest)
        {
            _errors.Add(FieldError.Invalid(path, Shown(number), FormattableString.Invariant($"{path} in body should be greater than or equal to {smallest}")));
        }

        if (schema.Maximum is double largest && value > largest)
        {
            _errors.Add(FieldError.Invalid(path, Shown(number), FormattableString.Invariant($"{path} in body should be less than or equal to {largest}")));
        }

        if (schema.Format == "int32" && value is > int.MaxValue or < int.MinValue)
        {
            _errors.Add(FieldError.WrongType(path, Shown(number), $"{path} in body must be of type int32: {Shown(number)}"));
        }
    }

}
