using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OcmPowerShell.Hub.Placements.Spec;

/// <summary>A hashtable or object that stands for a value of a placement: names in any case, numbers as text too.</summary>
internal sealed class GivenObject
{
    private readonly Dictionary<string, JsonNode?> _members = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _errorId;

    /// <summary>Takes an object, if it has only members that are known.</summary>
    /// <param name="value">The object.</param>
    /// <param name="errorId">The id of errors about it.</param>
    /// <param name="names">The members it may have.</param>
    /// <exception cref="HubException">It has another.</exception>
    public GivenObject(JsonObject value, string errorId, params string[] names)
    {
        _errorId = errorId;
        foreach ((string name, JsonNode? member) in value)
        {
            _members[name] = names.Contains(name, StringComparer.OrdinalIgnoreCase)
                ? member
                : throw Wrong($"there is no '{name}' in it. It may have {string.Join(", ", names)}");
        }
    }

    /// <summary>A scalar as text; null for anything else.</summary>
    public static string? Scalar(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.String => node.GetValue<string>(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => node.ToJsonString(),
        _ => null,
    };

    /// <summary>A member as text; empty where it is missing.</summary>
    public string Text(string name) => _members.GetValueOrDefault(name) is not { } member ? ""
        : Scalar(member)?.Trim() ?? throw Wrong($"'{name}' must be text");

    /// <summary>A member as a whole number; null where it is missing or empty.</summary>
    public long? Integer(string name) => Text(name) is not { Length: > 0 } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number
        : throw Wrong($"'{name}' must be a whole number, not '{text}'");

    /// <summary>A member as it is; null where it is missing, or empty text.</summary>
    public JsonNode? Node(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (_members.GetValueOrDefault(name) is { } member && member.TextAt()?.Trim() is not "")
            {
                return member;
            }
        }

        return null;
    }

    /// <summary>A member as texts: one or a list.</summary>
    public IReadOnlyList<string> Texts(params string[] names) => Node(names) switch
    {
        null => [],
        JsonArray list => (string[])[.. list.Select(item => Scalar(item) ?? throw Wrong($"'{names[0]}' must be a list of texts"))],
        JsonNode single => (string[])[Scalar(single) ?? throw Wrong($"'{names[0]}' must be text")],
    };

    private HubException Wrong(string what) => new(_errorId, $"The hashtable or object cannot be used: {what}.");
}
