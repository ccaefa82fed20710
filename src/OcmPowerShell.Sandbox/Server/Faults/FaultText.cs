using System.Globalization;
using System.Text.RegularExpressions;

namespace OcmPowerShell.Sandbox.Server.Faults;

/// <summary>
/// Faults as people write them: what goes wrong, and then for which requests, as in
/// <c>status=429;retry-after=2;count=3;path=/apis/work*;method=POST</c>.
/// </summary>
internal static class FaultText
{
    /// <summary>What can be written, in one line.</summary>
    public const string Grammar =
        "A fault is one of status=CODE, reset[=before|after], half-body, stall, latency=TIME, html[=CODE], content-type=TYPE, "
        + "long-line[=BYTES], duplicate-events, close-watch[=EVENTS], expire-continue[=final] and clock-skew=[-]TIME, "
        + "followed by any of ;path=GLOB ;method=METHOD ;verb=VERB ;skip=N ;count=N, and after status also ;reason=WORD "
        + ";message=TEXT ;retry-after=SECONDS. Only at start there is certificate=expired|wrong-host. TIME is as in 200ms or 5s.";

    private const int LongestText = 2048;
    private const int LongestLine = 16 * 1024 * 1024;

    private static readonly string[] Conditions = ["path", "method", "verb", "skip", "count"];
    private static readonly string[] StatusDetails = ["reason", "message", "retry-after"];

    /// <summary>Reads a fault.</summary>
    /// <exception cref="FormatException">It is none; the message says why, and what would be one.</exception>
    public static FaultRule Parse(string text)
    {
        Dictionary<string, string> parts = Split(text);
        (string kind, string value) = KindOf(text, parts);
        foreach (string name in parts.Keys)
        {
            if (name != kind && !Conditions.Contains(name) && !(kind == "status" && StatusDetails.Contains(name)))
            {
                throw Wrong(text, $"'{name}' does not go with '{kind}'");
            }
        }

        return new FaultRule(FaultOf(text, kind, value, parts))
        {
            Text = text,
            Method = parts.GetValueOrDefault("method")?.ToUpperInvariant(),
            Verb = parts.GetValueOrDefault("verb") ?? (kind is "close-watch" or "duplicate-events" ? "watch" : null),
            PathPattern = parts.TryGetValue("path", out string? glob) ? PatternOf(glob) : null,
            Where = kind == "expire-continue" ? static request => request.Query.ContainsKey("continue") : null,
            Skip = Number(text, parts, "skip", 0, int.MaxValue / 2) ?? 0,
            Count = Number(text, parts, "count", 1, int.MaxValue) ?? int.MaxValue,
        };
    }

    /// <summary>Reads what is wrong with the server's certificate; null where a text is about something else.</summary>
    /// <exception cref="FormatException">It is about that, and wrong.</exception>
    public static ServerCertificateFault? ParseCertificate(string text)
    {
        Dictionary<string, string> parts = Split(text);
        return !parts.TryGetValue("certificate", out string? value) ? null : (value, parts.Count) switch
        {
            ("expired", 1) => ServerCertificateFault.Expired,
            ("wrong-host", 1) => ServerCertificateFault.WrongHost,
            _ => throw Wrong(text, "a certificate is 'expired' or 'wrong-host', for all requests"),
        };
    }

    private static Dictionary<string, string> Split(string text)
    {
        Dictionary<string, string> parts = new(StringComparer.Ordinal);
        foreach (string part in text.Length > LongestText ? throw Wrong(text[..64], "it is too long") : text.Split(';', StringSplitOptions.TrimEntries))
        {
            int equals = part.IndexOf('=');
            string name = equals < 0 ? part : part[..equals].TrimEnd();
            if (name.Length == 0 || !parts.TryAdd(name, equals < 0 ? "" : part[(equals + 1)..].TrimStart()))
            {
                throw Wrong(text, name.Length == 0 ? "a part of it is empty" : $"'{name}' is given twice");
            }
        }

        return parts;
    }

    private static (string Kind, string Value) KindOf(string text, Dictionary<string, string> parts)
    {
        string[] kinds = [.. parts.Keys.Where(name => !Conditions.Contains(name) && !StatusDetails.Contains(name))];
        return kinds.Length switch
        {
            0 => throw Wrong(text, "it does not say what goes wrong"),
            1 => (kinds[0], parts[kinds[0]]),
            _ => throw Wrong(text, $"'{kinds[1]}' does not go with '{kinds[0]}'"),
        };
    }

    private static Fault FaultOf(string text, string kind, string value, Dictionary<string, string> parts) => (kind, value) switch
    {
        ("status", _) => StatusOf(text, parts),
        ("reset", "" or "before") => Fault.Reset(),
        ("reset", "after") => Fault.LoseAnswer(),
        ("half-body", "") => Fault.HalfBody(),
        ("stall", "") => Fault.Stall(),
        ("latency", _) => Fault.Delay(Time(text, kind, value)),
        ("html", "") => Fault.HtmlPage(),
        ("html", _) => Fault.HtmlPage(Number(text, parts, kind, 200, 599)!.Value),
        ("content-type", not "") => Fault.ContentType(value),
        ("long-line", "") => Fault.LongLines(),
        ("long-line", _) => Fault.LongLines(Number(text, parts, kind, 1, LongestLine)!.Value),
        ("duplicate-events", "") => Fault.DuplicateEvents(),
        ("close-watch", "") => Fault.CloseWatch(),
        ("close-watch", _) => Fault.CloseWatch(Number(text, parts, kind, 0, int.MaxValue)!.Value),
        ("expire-continue", "") => Fault.ExpireContinue(mayGoOn: true),
        ("expire-continue", "final") => Fault.ExpireContinue(mayGoOn: false),
        ("clock-skew", ['-', ..]) => Fault.ClockSkew(-Time(text, kind, value[1..])),
        ("clock-skew", _) => Fault.ClockSkew(Time(text, kind, value)),
        ("certificate", _) => throw Wrong(text, "a certificate can only be wrong from the start"),
        _ => throw Wrong(text, value.Length == 0 ? $"there is no '{kind}', or it lacks its value" : $"there is no '{kind}={value}'"),
    };

    private static Fault StatusOf(string text, Dictionary<string, string> parts)
    {
        int code = Number(text, parts, "status", 400, 599) ?? throw Wrong(text, "'status' needs a code");
        string reason = parts.GetValueOrDefault("reason") ?? ReasonPhrase.Of(code).Replace(" ", "", StringComparison.Ordinal);
        string message = parts.GetValueOrDefault("message") ?? $"{ReasonPhrase.Of(code)}, on purpose";
        return Fault.Status(code, reason, message, Number(text, parts, "retry-after", 0, 24 * 60 * 60));
    }

    private static TimeSpan Time(string text, string name, string value) =>
        DurationText.TryParse(value, out TimeSpan time) ? time : throw Wrong(text, $"'{name}' takes a time as in {DurationText.Form}");

    private static int? Number(string text, Dictionary<string, string> parts, string name, int least, int most)
    {
        if (!parts.TryGetValue(name, out string? value))
        {
            return null;
        }

        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw Wrong(text, string.Create(CultureInfo.InvariantCulture, $"'{name}' takes a number from {least} to {most}"));
    }

    /// <summary>Where stars stand for anything. A pattern of this kind costs no more than the path is long.</summary>
    private static Regex PatternOf(string glob) =>
        new($@"\A{Regex.Escape(glob).Replace(@"\*", ".*", StringComparison.Ordinal)}\z", RegexOptions.NonBacktracking | RegexOptions.Singleline);

    private static FormatException Wrong(string text, string why) => new($"'{text}' is no fault: {why}. {Grammar}");
}
