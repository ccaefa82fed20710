using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Yaml;

namespace OcmPowerShell.Hub.Comparison;

/// <summary>Single values of JSON as a hub understands them: <c>1</c> and <c>1.0</c> are one, <c>1</c> and <c>"1"</c> are not.</summary>
internal static class JsonScalar
{
    /// <summary>Whether two values are the same.</summary>
    public static bool AreSame(JsonValue left, JsonValue right)
    {
        JsonValueKind kind = left.GetValueKind();
        return kind == right.GetValueKind() && kind switch
        {
            JsonValueKind.String => TextOf(left) == TextOf(right),
            JsonValueKind.Number => NumberOf(left) == NumberOf(right),
            _ => true,
        };
    }

    /// <summary>A text's characters.</summary>
    public static string TextOf(JsonValue value)
    {
        try
        {
            return value.GetValue<string>();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, which is no text to .NET; its escape is as good for telling texts apart.
            return value.ToJsonString();
        }
    }

    /// <summary>A number as a hub writes it.</summary>
    public static string NumberOf(JsonValue value)
    {
        string text = value.ToJsonString();
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) && whole != 0)
        {
            return text;
        }

        double number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(number) ? GoNumber.ToJson(number) : text;
    }

    /// <summary>A value as scripts see it: text, long, double or bool; objects, lists and numbers beyond all bounds as JSON.</summary>
    public static object? ToObject(JsonNode? node) => node switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => TextOf(value),
        JsonValue value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False => value.GetValueKind() == JsonValueKind.True,
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => ToNumber(NumberOf(value)),
        _ => Encoding.UTF8.GetString(node.ToUtf8Bytes()),
    };

    private static object ToNumber(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) ? whole
        : double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) is var number && double.IsFinite(number) ? number
        : text;
}
