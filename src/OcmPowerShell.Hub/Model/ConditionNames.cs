namespace OcmPowerShell.Hub.Model;

/// <summary>What a condition may be called, as the API checks it.</summary>
internal static class ConditionNames
{
    public const int Longest = 316;

    /// <summary>A name, with a domain before it or not, as in <c>example.com/Healthy</c>.</summary>
    public static bool IsValid(string text)
    {
        string[] parts = text.Split('/');
        return text.Length is > 0 and <= Longest && parts.Length <= 2 && Array.TrueForAll(parts, IsPart);
    }

    private static bool IsPart(string part) =>
        part.Length > 0 && char.IsAsciiLetterOrDigit(part[0]) && char.IsAsciiLetterOrDigit(part[^1])
        && part.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.');
}
