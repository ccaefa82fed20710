using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Cel.Values;

namespace OcmPowerShell.Sandbox.Schema;

/// <summary>
/// An object as rules see it: members have the types of its schema, and one whose name is no identifier also goes by its
/// escaped name (<c>a__dash__b</c> for <c>a-b</c>).
/// </summary>
internal sealed class SchemaMap(SchemaNode schema, JsonObject json) : CelMap
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

        bool found = json.TryGetPropertyValue(name, out JsonNode? member);
        if (!found && name.Contains("__", StringComparison.Ordinal))
        {
            name = Unescaped(name);
            found = json.TryGetPropertyValue(name, out member);
        }

        value = found ? SchemaValue.From(schema.Member(name), member) : null;
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
