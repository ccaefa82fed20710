using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OcmPowerShell.Views;

/// <summary>What a row of a comparison says in a table: the field, and both values.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Differences
{
    /// <summary>A short text for a table's cell. A whole manifest is not repeated there.</summary>
    /// <param name="row">A row of Compare-OcmWork, or a copy of one.</param>
    public static string Format(PSObject row)
    {
        string change = Text(row, "Change");
        string field = Text(row, "Field");
        return (change, field) switch
        {
            ("Missing", _) => "There is no such work in the cluster.",
            ("Surplus", _) => "The work is not wanted there any more.",
            (_, "") => "",
            ("Added", _) => $"{field}: {Value(row, "FileValue")}",
            ("Removed", _) => $"{field}: {Value(row, "HubValue")}",
            _ => $"{field}: {Value(row, "HubValue")} -> {Value(row, "FileValue")}",
        };
    }

    private static string Text(PSObject row, string name) => row.Properties[name]?.Value?.ToString() ?? "";

    // A text is in quotes where it could be taken for a number, a truth value or nothing, or would upset the console.
    private static string Value(PSObject row, string name) => PSObject.AsPSObject(row.Properties[name]?.Value ?? "null").BaseObject switch
    {
        string text when row.Properties[name].Value is null || IsPlain(text) => text,
        string text => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"",
        bool state => state ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString() ?? "",
    };

    private static bool IsPlain(string text) =>
        text.Length > 0 && !text.Any(char.IsControl)
        && text is not ("true" or "false" or "null")
        && !char.IsWhiteSpace(text[0]) && !char.IsWhiteSpace(text[^1])
        && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
