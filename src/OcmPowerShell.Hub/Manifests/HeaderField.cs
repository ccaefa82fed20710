using System.Text.Json;

namespace OcmPowerShell.Hub.Manifests;

/// <summary>A member that should be text.</summary>
/// <param name="Type">What it is; <see cref="JsonTokenType.None"/> when absent.</param>
/// <param name="Value">Its text, when it is text.</param>
internal readonly record struct HeaderField(JsonTokenType Type, string? Value)
{
    /// <summary>The text; empty when it is absent or something else.</summary>
    public string Text => Value ?? "";

    /// <summary>Absent, null or empty.</summary>
    public bool IsEmpty => Type is JsonTokenType.None or JsonTokenType.Null || (Type == JsonTokenType.String && Text.Length == 0);

    /// <summary>Present, but not text: <c>name: 12</c>.</summary>
    public bool IsNotText => Type is not (JsonTokenType.None or JsonTokenType.Null or JsonTokenType.String);

    /// <summary>What it is, in an author's words.</summary>
    public string TypeName => Type switch
    {
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "true or false",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.StartObject => "a mapping",
        _ => "text",
    };

    /// <summary>Reads the value behind a property name.</summary>
    public static HeaderField Read(ref Utf8JsonReader reader)
    {
        reader.Read();
        return new HeaderField(reader.TokenType, reader.TokenType == JsonTokenType.String ? reader.GetString() : null);
    }
}
