using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;

namespace OcmPowerShell.Sandbox.Controllers.AddOns;

/// <summary>Puts values in the places of a manifest that name them, as <c>{{CLUSTER_NAME}}</c>.</summary>
internal static class TemplateText
{
    private const string Start = "{{";
    private const string End = "}}";

    // More than any work may hold; values put in again and again must not fill the memory.
    private const int MaxLength = 4 << 20;

    /// <summary>The manifest with its values. A name that has no value leaves nothing; spaces belong to a name.</summary>
    /// <exception cref="AddOnRenderException">The result is no manifest.</exception>
    public static JsonObject Fill(JsonObject manifest, IReadOnlyDictionary<string, string> values)
    {
        var filled = Fill(Encoding.UTF8.GetString(JsonText.Sorted(manifest)), values);
        try
        {
            return JsonText.Parse(Encoding.UTF8.GetBytes(filled)) as JsonObject ?? throw new AddOnRenderException("a manifest is no object");
        }
        catch (JsonSyntaxException error)
        {
            throw new AddOnRenderException(error.Message);
        }
    }

    private static string Fill(string text, IReadOnlyDictionary<string, string> values)
    {
        var result = new StringBuilder();
        var from = 0;
        while (text.IndexOf(Start, from, StringComparison.Ordinal) is >= 0 and var start)
        {
            var end = text.IndexOf(End, start + Start.Length, StringComparison.Ordinal);
            if (end < 0)
            {
                throw new AddOnRenderException("Cannot find end tag=\"}}\" in a manifest");
            }

            result.Append(text, from, start - from).Append(values.GetValueOrDefault(text[(start + Start.Length)..end]));
            from = end + End.Length;
            if (result.Length > MaxLength)
            {
                throw new AddOnRenderException("a manifest with its values is too long");
            }
        }

        return result.Append(text, from, text.Length - from).ToString();
    }
}
