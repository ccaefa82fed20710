using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OcmPowerShell.Hub.Rest;

/// <summary>Texts in an answer that may be anything.</summary>
internal static class ApiText
{
    /// <summary>A text field of an object; empty when it is absent or not text.</summary>
    public static string Of(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out JsonElement value) || value.ValueKind != JsonValueKind.String)
        {
            return "";
        }

        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // An escape for half a character: JSON allows it, text does not.
            return "";
        }
    }

    /// <summary>A server's text as a person may see it: not longer than so many characters, and without what would steer a terminal.</summary>
    public static string Shown(string text, int limit)
    {
        int end = text.Length <= limit ? text.Length : char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit;
        var shown = new StringBuilder(end);
        foreach (char character in text.AsSpan(0, end))
        {
            shown.Append(char.IsControl(character) && character is not ('\n' or '\r' or '\t') ? ' ' : character);
        }

        return end == text.Length ? shown.ToString() : shown.Append(CultureInfo.InvariantCulture, $" … ({text.Length} characters)").ToString();
    }
}
