namespace OcmPowerShell.Sandbox.Schema;

/// <summary>One thing that is wrong with a field.</summary>
/// <param name="Reason">The reason of the cause, as in <c>FieldValueInvalid</c>.</param>
/// <param name="Field">The field's path, as in <c>spec.taints[0].key</c>.</param>
/// <param name="Message">What is wrong, without the path.</param>
internal sealed record FieldError(string Reason, string Field, string Message)
{
    /// <summary>Whether rules beyond the shape cannot be looked at any more.</summary>
    public bool Blocks => Reason is not ("FieldValueInvalid" or "FieldValueForbidden");

    /// <summary>A value that may not be.</summary>
    /// <param name="field">The path.</param>
    /// <param name="value">The value as it is shown: quoted where it is a text.</param>
    /// <param name="detail">Why not.</param>
    public static FieldError Invalid(string field, string value, string detail) =>
        new("FieldValueInvalid", field, $"Invalid value: {value}: {detail}");

    /// <summary>A value of the wrong type or format.</summary>
    public static FieldError WrongType(string field, string value, string detail) =>
        new("FieldValueTypeInvalid", field, $"Invalid value: {value}: {detail}");

    /// <summary>A value that must be there.</summary>
    public static FieldError Required(string field, string detail = "") =>
        new("FieldValueRequired", field, detail.Length == 0 ? "Required value" : $"Required value: {detail}");

    /// <summary>A value that may not be set.</summary>
    public static FieldError Forbidden(string field, string detail) => new("FieldValueForbidden", field, $"Forbidden: {detail}");

    /// <summary>A text outside its few allowed values.</summary>
    public static FieldError Unsupported(string field, string value, IEnumerable<string> supported) => new(
        "FieldValueNotSupported",
        field,
        $"Unsupported value: {value}: supported values: {string.Join(", ", supported.Select(one => $"\"{one}\""))}");

    /// <summary>A text that is too long.</summary>
    public static FieldError TooLong(string field, int limit) =>
        new("FieldValueTooLong", field, FormattableString.Invariant($"Too long: may not be more than {limit} bytes"));

    /// <summary>A list of too many items.</summary>
    public static FieldError TooMany(string field, int count, int limit) =>
        new("FieldValueTooMany", field, FormattableString.Invariant($"Too many: {count}: must have at most {limit} items"));

    /// <summary>An item whose identity another one has.</summary>
    public static FieldError Duplicate(string field, string value) => new("FieldValueDuplicate", field, $"Duplicate value: {value}");
}
