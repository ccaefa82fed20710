using System.Globalization;
using System.Text.Json.Nodes;

namespace OcmPowerShell.Hub.Placements.Spec;

/// <summary>
/// A taint that does not keep a cluster out: an entry of <c>spec.tolerations</c>. As text, in kubectl's manner:
/// <c>key=value:NoSelect</c>, <c>key:NoSelect</c> and <c>key</c> for any value, <c>*</c> for any taint; with seconds last,
/// as in <c>key:NoSelect:300</c>.
/// </summary>
public sealed class PlacementToleration
{
    private const string ErrorId = "InvalidToleration";
    private const string AnyKey = "*";
    private const string Forms = "Write key=value:NoSelect, key:NoSelect, key, or key:NoSelect:300 with seconds; or @{ Key = 'gpu'; Operator = 'Exists'; Effect = 'NoSelect'; TolerationSeconds = 300 }.";

    /// <summary>The effects that a taint can have.</summary>
    internal static readonly string[] Effects = ["NoSelect", "PreferNoSelect", "NoSelectIfNew"];

    /// <summary><c>key</c>: the taint's key; empty for any.</summary>
    public string Key { get; set; } = "";

    /// <summary><c>operator</c>: Equal, or Exists for any value.</summary>
    public string Operator { get; set; } = "Equal";

    /// <summary><c>value</c>: the taint's value, for Equal.</summary>
    public string Value { get; set; } = "";

    /// <summary><c>effect</c>: NoSelect, PreferNoSelect or NoSelectIfNew; empty for any.</summary>
    public string Effect { get; set; } = "";

    /// <summary><c>tolerationSeconds</c>: for how long since the taint was added; null for ever.</summary>
    public long? TolerationSeconds { get; set; }

    /// <summary>Reads text.</summary>
    /// <exception cref="HubException"><c>InvalidToleration</c>.</exception>
    public static PlacementToleration Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = Array.ConvertAll(text.Split(':'), part => part.Trim());
        int equals = parts[0].IndexOf('=');
        string key = equals < 0 ? parts[0] : parts[0][..equals].TrimEnd();
        string effect = parts.Length > 1 ? Spelt(parts[1]) : "";
        if (key.Length == 0 || parts.Length > 3)
        {
            throw Unreadable(text, key.Length == 0 ? "it has no key (* means any)" : "it has too many parts; a value with ':' in it goes into a hashtable");
        }

        if (effect.Length > 0 && !Effects.Contains(effect))
        {
            throw Unreadable(text, $"'{effect}' is no effect; there are {string.Join(", ", Effects)}");
        }

        if (key == AnyKey && equals >= 0)
        {
            throw Unreadable(text, "'*' means any taint and takes no value");
        }

        return new PlacementToleration
        {
            Key = key == AnyKey ? "" : key,
            Operator = equals < 0 ? "Exists" : "Equal",
            Value = equals < 0 ? "" : parts[0][(equals + 1)..].TrimStart(),
            Effect = effect,
            TolerationSeconds = parts.Length < 3 ? null
                : long.TryParse(parts[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seconds) ? seconds
                : throw Unreadable(text, $"'{parts[2]}' is no number of seconds"),
        };
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        string key = Key.Length == 0 ? AnyKey : Key;
        string taint = Operator switch
        {
            "Exists" when Value.Length == 0 => key,
            "Equal" or "" => $"{key}={Value}",
            _ => $"{key} {Operator} {Value}",
        };
        string effect = Effect.Length > 0 || TolerationSeconds is not null ? $":{Effect}" : "";
        return TolerationSeconds is { } seconds ? string.Create(CultureInfo.InvariantCulture, $"{taint}{effect}:{seconds}") : taint + effect;
    }

    /// <summary>Reads text, a hashtable, an object of this type or its copy, or an entry of the API.</summary>
    /// <exception cref="HubException"><c>InvalidToleration</c>.</exception>
    internal static PlacementToleration Read(JsonNode? given)
    {
        if (given.TextAt() is { } text)
        {
            return Parse(text);
        }

        if (given is not JsonObject value)
        {
            throw new HubException(ErrorId, $"A toleration is text or a hashtable. {Forms}");
        }

        var members = new GivenObject(value, ErrorId, "Key", "Operator", "Value", "Effect", "TolerationSeconds");
        string comparison = members.Text("Operator");

        // A key alone is meant for whatever value the taint has; the API would take it for the empty one.
        string meant = members.Node("Value") is null ? "Exists" : "Equal";
        return new PlacementToleration
        {
            Key = members.Text("Key"),
            Operator = comparison.Length == 0 ? meant : Is(comparison, "Exists") ? "Exists" : Is(comparison, "Equal") ? "Equal" : comparison,
            Value = members.Text("Value"),
            Effect = Spelt(members.Text("Effect")),
            TolerationSeconds = members.Integer("TolerationSeconds"),
        };
    }

    /// <summary>Reads an entry of the API.</summary>
    internal static PlacementToleration FromJson(JsonObject entry)
    {
        Toleration toleration = Toleration.Parse(entry);
        return new PlacementToleration
        {
            Key = toleration.Key,
            Operator = toleration.Operator.Length == 0 ? "Equal" : toleration.Operator,
            Value = toleration.Value,
            Effect = toleration.Effect,
            TolerationSeconds = toleration.Seconds,
        };
    }

    /// <summary>The entry of the API.</summary>
    internal JsonObject ToJson()
    {
        JsonObject entry = [];
        foreach ((string name, string value) in new[] { ("key", Key), ("operator", Operator), ("value", Value), ("effect", Effect) })
        {
            if (value.Length > 0)
            {
                entry[name] = value;
            }
        }

        if (TolerationSeconds is { } seconds)
        {
            entry["tolerationSeconds"] = seconds;
        }

        return entry;
    }

    private static string Spelt(string effect) => Array.Find(Effects, known => Is(known, effect)) ?? effect;

    private static HubException Unreadable(string text, string why) => new(ErrorId, $"'{text}' is no toleration: {why}. {Forms}");

    private static bool Is(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
