using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OcmPowerShell.Views;

/// <summary>What a row of a comparison says in the cells of a table.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Differences
{
    /// <summary>A value in one line. A text is in quotes where it could be taken for a number, a truth value or nothing.</summary>
    /// <param name="value">The value.</param>
    public static string Format(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        null => "",
        bool state => state ? "true" : "false",
        string text when IsPlain(text) => text,
        string text => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString() ?? "",
    };

    private static bool IsPlain(string text) =>
        text.Length > 0 && !text.Any(char.IsControl)
        && text is not ("true" or "false" or "null")
        && !char.IsWhiteSpace(text[0]) && !char.IsWhiteSpace(text[^1])
        && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
