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
}
