using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace OcmPowerShell.Hub.Cel.Functions;

/// <summary>
/// A regular expression as Go understands it, on .NET's engine that takes linear time. What is written alike and means
/// something else (<c>\d</c>, <c>$</c>, a bracket in a class) is translated.
/// </summary>
internal sealed class Re2Pattern
{
    private const int LongestPattern = 1000;
    private const int MostRepeats = 1000;
    private const int MostKept = 256;
    private static readonly TimeSpan LongestMatch = TimeSpan.FromSeconds(1);
    private static readonly ConcurrentDictionary<string, Re2Pattern> Known = new(StringComparer.Ordinal);

    private readonly Regex _regex;

    private Re2Pattern(Regex regex) => _regex = regex;

    /// <summary>The pattern of a text.</summary>
    /// <exception cref="CelEvaluationException">It is none, or too large.</exception>
    public static Re2Pattern Of(string text)
    {
        if (Known.TryGetValue(text, out Re2Pattern? known))
        {
            return known;
        }

        if (text.Length > LongestPattern)
        {
            throw new CelEvaluationException($"error parsing regexp: the pattern is longer than {LongestPattern} characters");
        }

        if (LargestRepeat(text) > MostRepeats)
        {
            throw new CelEvaluationException($"error parsing regexp: invalid repeat count: `{text}`");
        }

        Re2Pattern made;
        try
        {
            made = new(new Regex(Translated(text), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, LongestMatch));
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new CelEvaluationException($"error parsing regexp: invalid or unsupported syntax: `{text}`");
        }

        if (Known.Count >= MostKept)
        {
            Known.Clear();
        }

        Known[text] = made;
        return made;
    }

    public bool IsMatch(string text) => Run(() => _regex.IsMatch(text));

    /// <summary>The first match; empty where there is none.</summary>
    public string Find(string text) => Run(() => _regex.Match(text).Value);

    /// <summary>The matches, no more than a limit that is not negative.</summary>
    public object?[] FindAll(string text, long limit) => Run(() => (object?[])
        [.. _regex.Matches(text).Take(limit < 0 ? int.MaxValue : (int)Math.Min(limit, int.MaxValue)).Select(match => match.Value)]);

    private static T Run<T>(Func<T> match)
    {
        try
        {
            return match();
        }
        catch (RegexMatchTimeoutException)
        {
            throw new CelEvaluationException("the regular expression takes too long");
        }
    }

    private static string Translated(string text)
    {
        var result = new StringBuilder();
        bool multiline = text.Contains("(?", StringComparison.Ordinal) && Regex.IsMatch(text, @"\(\?[a-zA-Z]*m", RegexOptions.NonBacktracking);
        bool inClass = false;
        for (int at = 0; at < text.Length; at++)
        {
            char letter = text[at];
            if (letter == '\\')
            {
                result.Append(Escape(text, ref at, inClass));
            }
            else if (inClass)
            {
                if (letter == '[' && Posix(text, at) is { } posix)
                {
                    result.Append(posix.Range);
                    at = posix.End;
                    continue;
                }

                result.Append(letter == '[' ? "\\[" : letter.ToString());
                inClass = letter != ']';
            }
            else if (letter == '[')
            {
                inClass = true;
                result.Append('[');
                foreach (char first in "^]".Where(first => at + 1 < text.Length && text[at + 1] == first))
                {
                    result.Append(first == ']' ? "\\]" : "^");
                    at++;
                }
            }
            else
            {
                result.Append(letter == '$' && !multiline ? "\\z" : letter == '(' ? Group(text, ref at) : letter.ToString());
            }
        }

        return result.ToString();
    }

    /// <summary>How often the innermost part of a pattern is repeated by counts; the engine's states grow with it.</summary>
    public static long LargestRepeat(string text)
    {
        var repeats = new Stack<long>([1]);
        (long largest, bool inClass) = (1, false);
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\')
            {
                at++;
                continue;
            }

            inClass = text[at] == '[' || (inClass && text[at] != ']');
            largest = inClass ? largest : Math.Max(largest, Repeated(text, at, repeats));
        }

        return largest;
    }

    /// <summary>Keeps count of how often the innermost part is repeated by all the groups around it.</summary>
    private static long Repeated(string text, int at, Stack<long> repeats)
    {
        if (text[at] == '(')
        {
            repeats.Push(1);
        }
        else if (text[at] == ')' && repeats.Count > 1)
        {
            long inner = repeats.Pop() * CountAfter(text, at + 1);
            repeats.Push(Math.Max(repeats.Pop(), inner));
        }
        else if (text[at] == '{' && at > 0 && text[at - 1] != ')')
        {
            repeats.Push(Math.Max(repeats.Pop(), CountAfter(text, at)));
        }

        return repeats.Peek();
    }

    private static long CountAfter(string text, int at)
    {
        int end = at < text.Length && text[at] == '{' ? text.IndexOf('}', at) : -1;
        return end < 0
            ? 1
            : text[(at + 1)..end].Split(',').Max(number =>
                number.Length > 0 && number.All(char.IsAsciiDigit)
                    ? long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long count) ? Math.Min(count, MostRepeats + 1) : MostRepeats + 1
                    : 1);
    }

    private static string Group(string text, ref int at)
    {
        if (string.CompareOrdinal(text, at, "(?P<", 0, 4) == 0)
        {
            at += 3;
            return "(?<";
        }

        // What Go does not have must not be a match here.
        return string.CompareOrdinal(text, at, "(?", 0, 2) == 0 && at + 2 < text.Length && !(char.IsAsciiLetter(text[at + 2]) || text[at + 2] is ':' or '-' or '<')
            ? throw new ArgumentException(text)
            : "(";
    }

    private static string Escape(string text, ref int at, bool inClass)
    {
        at++;
        char kind = at < text.Length ? text[at] : throw new ArgumentException(text);
        switch (kind)
        {
            case 'd':
                return inClass ? "0-9" : "[0-9]";
            case 'w':
                return inClass ? "0-9A-Za-z_" : "[0-9A-Za-z_]";
            case 's':
                return inClass ? "\\t\\n\\f\\r " : "[\\t\\n\\f\\r ]";
            case 'D' when !inClass:
                return "[^0-9]";
            case 'W' when !inClass:
                return "[^0-9A-Za-z_]";
            case 'S' when !inClass:
                return "[^\\t\\n\\f\\r ]";
            case 'p' or 'P' when at + 1 < text.Length && text[at + 1] != '{':
                at++;
                return $"\\{kind}{{{text[at]}}}";
            case 'Q':
                int end = text.IndexOf("\\E", at, StringComparison.Ordinal);
                string quoted = text[(at + 1)..(end < 0 ? text.Length : end)];
                at = end < 0 ? text.Length - 1 : end + 1;
                return Regex.Escape(quoted);
            case 'Z' or 'G' or 'k' or 'c' or 'u' or 'e':
                throw new ArgumentException(text);
            default:
                return "\\" + kind;
        }
    }

    private static (string Range, int End)? Posix(string text, int at)
    {
        int end = text.IndexOf(":]", at, StringComparison.Ordinal);
        string? range = end < at + 2 || text[at + 1] != ':'
            ? null
            : text[(at + 2)..end] switch
            {
                "alnum" => "0-9A-Za-z",
                "alpha" => "A-Za-z",
                "ascii" => "\\x00-\\x7F",
                "blank" => "\\t ",
                "cntrl" => "\\x00-\\x1F\\x7F",
                "digit" => "0-9",
                "graph" => "!-~",
                "lower" => "a-z",
                "print" => " -~",
                "punct" => "!-/:-@\\[-`{-~",
                "space" => "\\t\\n\\v\\f\\r ",
                "upper" => "A-Z",
                "word" => "0-9A-Za-z_",
                "xdigit" => "0-9A-Fa-f",
                _ => throw new ArgumentException(text),
            };
        return range is null ? null : (range, end + 1);
    }
}
