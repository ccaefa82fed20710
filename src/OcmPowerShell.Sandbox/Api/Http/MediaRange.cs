namespace OcmPowerShell.Sandbox.Api.Http;

/// <summary>One alternative of an <c>Accept</c> header.</summary>
/// <param name="Type">type/subtype in small letters; either may be <c>*</c>.</param>
/// <param name="Parameters">What follows it.</param>
internal sealed record MediaRange(string Type, IReadOnlyDictionary<string, string> Parameters)
{
    private static readonly MediaRange Anything = new("*/*", new Dictionary<string, string>());

    /// <summary>A parameter, or null.</summary>
    public string? this[string name] => Parameters.GetValueOrDefault(name);

    /// <summary>The alternatives in the client's order; anything where the header is missing.</summary>
    public static IReadOnlyList<MediaRange> ParseAll(string? accept) => string.IsNullOrWhiteSpace(accept)
        ? [Anything]
        : [.. accept.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

    /// <summary>Whether a type is in the range.</summary>
    public bool Matches(string type, string subtype) => Type == $"{type}/{subtype}" || Type == $"{type}/*" || Type == "*/*";

    private static MediaRange Parse(string text)
    {
        string[] parts = text.Split(';', StringSplitOptions.TrimEntries);
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string part in parts.Skip(1))
        {
            int at = part.IndexOf('=');
            if (at > 0)
            {
                parameters[part[..at].Trim()] = part[(at + 1)..].Trim().Trim('"');
            }
        }

        return new MediaRange(parts[0].ToLowerInvariant(), parameters);
    }
}
