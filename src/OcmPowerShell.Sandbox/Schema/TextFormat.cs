using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace OcmPowerShell.Sandbox.Schema;

/// <summary>The formats of texts that a server checks; all others are only a hint.</summary>
internal static class TextFormat
{
    private static readonly Regex Clock = new(
        "^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](.[0-9]+)?(z|[+-][0-9]{2}:[0-9]{2})$", RegexOptions.NonBacktracking);

    private static readonly Regex Uuid = new("^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$", RegexOptions.NonBacktracking);

    private static readonly Regex Duration = new(@"^[+-]?(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|ms|s|m|h))+$", RegexOptions.NonBacktracking);

    /// <summary>Whether a text has a format.</summary>
    public static bool Matches(string? format, string text) => format switch
    {
        "date-time" => IsDateTime(text.ToLowerInvariant()),
        "date" => IsDate(text),
        "byte" => Convert.TryFromBase64String(text, new byte[text.Length], out _),
        "ipv4" => IsAddress(text, AddressFamily.InterNetwork) && text.Count(one => one == '.') == 3,
        "ipv6" => IsAddress(text, AddressFamily.InterNetworkV6),
        "cidr" => IPNetwork.TryParse(text, out _),
        "uuid" or "uuid3" or "uuid4" or "uuid5" => Uuid.IsMatch(text.ToLowerInvariant()),
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
        "duration" => text == "0" || Duration.IsMatch(text),
        _ => true,
    };

    private static bool IsDateTime(string text)
    {
        string[] halves = text.Split('t');
        return halves.Length > 1 && IsDate(halves[0]) && Clock.IsMatch(halves[1]);
    }

    private static bool IsDate(string text) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsAddress(string text, AddressFamily family) =>
        IPAddress.TryParse(text, out IPAddress? address) && address.AddressFamily == family && !text.Contains('%');
}
