using System.Text;
using System.Text.Json.Nodes;

namespace OcmPowerShell.Hub.Cel.Values;

/// <summary>A JSON object as a map.</summary>
/// <param name="json">The object; not copied.</param>
/// <param name="escapedNames">
/// Whether a member whose name is no identifier is also found by its escaped name (<c>a__dash__b</c> for <c>a-b</c>), as in the
/// rules of a custom resource definition.
/// </param>
internal sealed class JsonMap(JsonObject json, bool escapedNames) : CelMap
{
    private static readonly (string Escaped, string Plain)[] Escapes =
    [
        ("__underscores__", "__"), ("__dot__", "."), ("__dash__", "-"), ("__slash__", "/"),
    ];

    public override int Count => json.Count;

    public override IEnumerable<object?> Keys => json.Select(member => member.Key);

    public override bool TryGet(object? key, out object? value)
    {
        value = null;
        if (key is not string name)
        {
            return false;
        }

        bool found = json.TryGetPropertyValue(name, out JsonNode? member)
            || (escapedNames && name.Contains("__", StringComparison.Ordinal) && json.TryGetPropertyValue(Unescaped(name), out member));
        value = found ? CelValue.FromJson(member, escapedNames) : null;
        return found;
    }

    private static string Unescaped(string name)
    {
        var plain = new StringBuilder(name.Length);
        for (int at = 0; at < name.Length;)
        {
            int escape = Array.FindIndex(Escapes, known => string.CompareOrdinal(name, at, known.Escaped, 0, known.Escaped.Length) == 0);
            plain.Append(escape < 0 ? name[at].ToString() : Escapes[escape].Plain);
            at += escape < 0 ? 1 : Escapes[escape].Escaped.Length;
        }

        // A reserved word stands between two underscores on each side.
        string whole = plain.ToString();
        return whole.Length > 4 && whole.StartsWith("__", StringComparison.Ordinal) && whole.EndsWith("__", StringComparison.Ordinal)
            ? whole[2..^2]
            : whole;
    }
}
