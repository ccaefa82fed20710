using System.Text.Json;
using System.Text.Json.Nodes;

namespace OcmPowerShell.Hub.Comparison;

/// <summary>
/// The member that tells the elements of a list of objects apart, as the name does containers. With it an element that
/// was put in front of the others is one difference, and not one of each that follows.
/// </summary>
internal static class ListKey
{
    // Those that Kubernetes itself merges lists by, and those of ingresses. The first that fits counts.
    private static readonly string[] Members =
        ["name", "mountPath", "devicePath", "containerPort", "port", "key", "type", "ip", "host", "path", "topologyKey"];

    /// <summary>The member for two lists; null when there is none, and they are to be compared position by position.</summary>
    public static string? Of(JsonArray hub, JsonArray file) =>
        hub.Count == 0 || file.Count == 0 ? null : Array.Find(Members, member => Fits(hub, file, member));

    /// <summary>The value of an element's member as it stands in a path: in quotes where it could be read otherwise. Null when it has none that fits.</summary>
    public static string? TextOf(JsonNode? element, string member)
    {
        if (element is not JsonObject members || members[member] is not JsonValue value)
        {
            return null;
        }

        return value.GetValueKind() switch
        {
            JsonValueKind.Number => JsonScalar.NumberOf(value),
            JsonValueKind.String when JsonScalar.TextOf(value) is var text => IsPlain(text) ? text : FieldStep.Quote(text),
            _ => null,
        };
    }

    // An element that both have: where there is none, the lists have nothing in common but, at best, positions.
    private static bool Fits(JsonArray hub, JsonArray file, string member) =>
        KeysOf(hub, member) is { } left && KeysOf(file, member) is { } right && left.Overlaps(right);

    private static HashSet<string>? KeysOf(JsonArray list, string member)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonNode? element in list)
        {
            if (TextOf(element, member) is not { } key || !keys.Add(key))
            {
                return null;
            }
        }

        return keys;
    }

    private static bool IsPlain(string text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or '/' or ':'))
            {
                return false;
            }
        }

        // What begins like a number is one, unless it is in quotes.
        return text.Length > 0 && !char.IsAsciiDigit(text[0]) && text[0] != '-';
    }
}
