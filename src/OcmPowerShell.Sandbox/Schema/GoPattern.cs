using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;

namespace OcmPowerShell.Sandbox.Schema;

/// <summary>
/// Regular expressions of schemas. They are written for Go's engine, which takes linear time whatever the text; this one
/// does too, and reads them the same way where the two languages differ.
/// </summary>
internal static class GoPattern
{
    // Patterns come with definitions that clients send; what is beyond this is built each time.
    private const int Kept = 1024;
    private const int Longest = 16 * 1024;

    private static readonly ConcurrentDictionary<string, Regex> Built = new();

    /// <summary>Whether a text contains a match; a pattern that cannot be read matches everything.</summary>
    public static bool IsMatch(string pattern, string text) => Find(pattern) is not Regex regex || regex.IsMatch(text);

    /// <summary>Why a pattern cannot be read; null where it can.</summary>
    public static string? Complaint(string pattern)
    {
        try
        {
            Build(pattern);
            return null;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return exception.Message;
        }
    }

    private static Regex? Find(string pattern)
    {
        if (Built.TryGetValue(pattern, out Regex? known))
        {
            return known;
        }

        if (Complaint(pattern) is not null)
        {
            return null;
        }

        Regex built = Build(pattern);
        return Built.Count < Kept ? Built.GetOrAdd(pattern, built) : built;
    }

    private static Regex Build(string pattern) => pattern.Length > Longest
        ? throw new ArgumentException("expression is too large", nameof(pattern))
        : new Regex(Translate(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>The end is the very end, classes of characters are those of ASCII, and named groups have no P.</summary>
    private static string Translate(string pattern)
    {
        var result = new StringBuilder(pattern.Length + 16);
        bool inClass = false;
        for (int index = 0; index < pattern.Length; index++)
        {
            char one = pattern[index];
            char next = index + 1 < pattern.Length ? pattern[index + 1] : '\0';
            if (one == '\\' && next != '\0')
            {
                result.Append(Escaped(next, inClass));
                index++;
                continue;
            }

            bool opens = !inClass && one == '[';
            if (opens || (inClass && one == ']'))
            {
                inClass = opens;
            }

            result.Append(one == '$' && !inClass ? @"\z" : one == '[' && inClass && !opens ? @"\[" : one.ToString());
            if (opens && next is '^')
            {
                result.Append(next);
                index++;
            }

            // A bracket that comes first in a class is one of its characters.
            if (opens && index + 1 < pattern.Length && pattern[index + 1] == ']')
            {
                result.Append(@"\]");
                index++;
            }
        }

        return result.Replace("(?P<", "(?<").ToString();
    }

    private static string Escaped(char one, bool inClass) => (one, inClass) switch
    {
        ('d', true) => "0-9",
        ('d', false) => "[0-9]",
        ('w', true) => "0-9A-Za-z_",
        ('w', false) => "[0-9A-Za-z_]",
        ('s', true) => @"\t\n\f\r ",
        ('s', false) => @"[\t\n\f\r ]",
        ('D', false) => "[^0-9]",
        ('W', false) => "[^0-9A-Za-z_]",
        ('S', false) => @"[^\t\n\f\r ]",
        _ => $"\\{one}",
    };
}
