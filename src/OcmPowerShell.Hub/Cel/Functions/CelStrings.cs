using System.Globalization;
using System.Text;
using OcmPowerShell.Hub.Cel.Values;

namespace OcmPowerShell.Hub.Cel.Functions;

/// <summary>Texts. Places in them are counted in code points.</summary>
internal static class CelStrings
{
    private static readonly CelType S = CelType.String;
    private static readonly CelType I = CelType.Int;

    public static IEnumerable<CelFunction> All =>
    [
        Of("contains", [S, S], CelType.Bool, static a => Text(a, 0).Contains(Text(a, 1), StringComparison.Ordinal))
            with { Cost = static a => CelFunction.Tenths(a[0]) * Math.Max(1, CelFunction.Tenths(a[1])) },
        Of("startsWith", [S, S], CelType.Bool, static a => Text(a, 0).StartsWith(Text(a, 1), StringComparison.Ordinal)),
        Of("endsWith", [S, S], CelType.Bool, static a => Text(a, 0).EndsWith(Text(a, 1), StringComparison.Ordinal)),
        Of("lowerAscii", [S], S, static a => string.Concat(Text(a, 0).Select(letter => char.IsAsciiLetterUpper(letter) ? (char)(letter | 0x20) : letter))),
        Of("upperAscii", [S], S, static a => string.Concat(Text(a, 0).Select(letter => char.IsAsciiLetterLower(letter) ? (char)(letter & ~0x20) : letter))),
        Of("trim", [S], S, static a => Text(a, 0).Trim()),
        Of("reverse", [S], S, static a => Joined(Enumerable.Reverse(Runes(a, 0)))),
        Of("charAt", [S, I], S, static a => CharAt(Runes(a, 0), (long)a[1]!)),
        Of("substring", [S, I], S, static a => Substring(Runes(a, 0), (long)a[1]!, null)),
        Of("substring", [S, I, I], S, static a => Substring(Runes(a, 0), (long)a[1]!, (long)a[2]!)),
        Of("indexOf", [S, S], I, static a => IndexOf(Runes(a, 0), Runes(a, 1), 0)) with { Cost = Product },
        Of("indexOf", [S, S, I], I, static a => IndexOf(Runes(a, 0), Runes(a, 1), (long)a[2]!)) with { Cost = Product },
        Of("lastIndexOf", [S, S], I, static a => LastIndexOf(Runes(a, 0), Runes(a, 1), null)) with { Cost = Product },
        Of("lastIndexOf", [S, S, I], I, static a => LastIndexOf(Runes(a, 0), Runes(a, 1), (long)a[2]!)) with { Cost = Product },
        Of("replace", [S, S, S], S, static a => Replace(Text(a, 0), Text(a, 1), Text(a, 2), -1)) with { Cost = ReplaceCost },
        Of("replace", [S, S, S, I], S, static a => Replace(Text(a, 0), Text(a, 1), Text(a, 2), (long)a[3]!)) with { Cost = ReplaceCost },
        Of("split", [S, S], CelType.List, static a => Split(Text(a, 0), Text(a, 1), -1)) with { Cost = SplitCost },
        Of("split", [S, S, I], CelType.List, static a => Split(Text(a, 0), Text(a, 1), (long)a[2]!)) with { Cost = SplitCost },
        CelFunction.Member("join", [CelType.List], S, static a => Join((IReadOnlyList<object?>)a[0]!, "")) with { Cost = JoinCost },
        CelFunction.Member("join", [CelType.List, S], S, static a => Join((IReadOnlyList<object?>)a[0]!, Text(a, 1))) with { Cost = JoinCost },
    ];

    private static CelFunction Of(string name, CelType[] parameters, CelType result, Func<object?[], object?> body) =>
        CelFunction.Member(name, parameters, result, body).PerSize();

    private static string Text(object?[] arguments, int index) => (string)arguments[index]!;

    private static Rune[] Runes(object?[] arguments, int index) => [.. Text(arguments, index).EnumerateRunes()];

    private static string Joined(IEnumerable<Rune> runes)
    {
        var text = new StringBuilder();
        foreach (Rune rune in runes)
        {
            text.Append(rune);
        }

        return text.ToString();
    }

    private static CelError OutOfRange(long index) => new(string.Create(CultureInfo.InvariantCulture, $"index out of range: {index}"));

    private static object CharAt(Rune[] text, long index) =>
        index < 0 || index > text.Length ? OutOfRange(index) : index == text.Length ? "" : text[index].ToString();

    private static object Substring(Rune[] text, long start, long? end)
    {
        if (start > end)
        {
            return new CelError(string.Create(CultureInfo.InvariantCulture, $"invalid substring range. start: {start}, end: {end}"));
        }

        return start < 0 || start > text.Length ? OutOfRange(start)
            : end < 0 || end > text.Length ? OutOfRange(end.Value)
            : Joined(text[(int)start..(int)(end ?? text.Length)]);
    }

    private static object IndexOf(Rune[] text, Rune[] part, long from)
    {
        if (part.Length == 0 || from < 0)
        {
            return part.Length == 0 ? from : OutOfRange(from);
        }

        int found = from >= text.Length ? -1 : text.AsSpan((int)from).IndexOf(part);
        return found < 0 ? -1L : found + from;
    }

    private static object LastIndexOf(Rune[] text, Rune[] part, long? from)
    {
        if (part.Length == 0 || from < 0)
        {
            return part.Length == 0 ? from ?? text.Length : OutOfRange(from!.Value);
        }

        long last = Math.Min(from ?? text.Length, text.Length - part.Length);
        return from >= text.Length || last < 0 ? -1L : (long)text.AsSpan(0, (int)last + part.Length).LastIndexOf(part);
    }

    private static string Replace(string text, string old, string replacement, long limit)
    {
        if (limit == 0 || (old.Length > 0 && limit < 0))
        {
            return limit == 0 ? text : text.Replace(old, replacement, StringComparison.Ordinal);
        }

        var result = new StringBuilder();
        int at = 0;
        for (long done = 0; limit < 0 || done < limit; done++)
        {
            // The empty text stands before every character and at the end.
            int next = old.Length > 0 ? text.IndexOf(old, at, StringComparison.Ordinal) : done == 0 ? 0 : at >= text.Length ? -1 : at + CharsAt(text, at);
            if (next < 0)
            {
                break;
            }

            result.Append(text, at, next - at).Append(replacement);
            at = next + old.Length;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }

    private static object?[] Split(string text, string separator, long limit)
    {
        if (limit == 0)
        {
            return [];
        }

        int most = limit < 0 ? int.MaxValue : (int)Math.Min(limit, int.MaxValue);
        if (separator.Length > 0)
        {
            return [.. text.Split(separator, most)];
        }

        string[] characters = [.. text.EnumerateRunes().Select(rune => rune.ToString())];
        return characters.Length <= most
            ? [.. characters]
            : [.. characters[..(most - 1)], string.Concat(characters[(most - 1)..])];
    }

    private static object Join(IReadOnlyList<object?> items, string separator)
    {
        object? odd = items.FirstOrDefault(item => item is not string);
        return odd is not null || items.Contains(null)
            ? new CelError($"join: invalid input: {CelValue.Show(odd)}")
            : string.Join(separator, items);
    }

    private static int CharsAt(string text, int at) => char.IsHighSurrogate(text[at]) && at + 1 < text.Length ? 2 : 1;

    private static long Product(object?[] arguments) => Math.Max(1, CelFunction.Tenths(arguments[0])) * Math.Max(1, CelFunction.Tenths(arguments[1]));

    private static long SplitCost(object?[] arguments) => CelValue.SizeOf(arguments[0]) + 1;

    private static long JoinCost(object?[] arguments)
    {
        var items = (IReadOnlyList<object?>)arguments[0]!;
        long separators = arguments.Length > 1 ? items.Count * CelValue.SizeOf(arguments[1]) : 0;
        return items.Count + (long)Math.Ceiling((items.Sum(CelValue.SizeOf) + separators) * 0.2);
    }

    /// <summary>For the text and for the result, which may be longer by far.</summary>
    private static long ReplaceCost(object?[] arguments)
    {
        (string text, string old, string replacement) = (Text(arguments, 0), Text(arguments, 1), Text(arguments, 2));
        long count = old.Length == 0 ? text.Length + 1 : 0;
        for (int at = text.IndexOf(old, StringComparison.Ordinal); old.Length > 0 && at >= 0; at = text.IndexOf(old, at + old.Length, StringComparison.Ordinal))
        {
            count++;
        }

        return (long)Math.Ceiling((text.Length + (count * replacement.Length)) * 0.2);
    }
}
