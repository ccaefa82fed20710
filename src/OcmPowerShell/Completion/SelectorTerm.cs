namespace OcmPowerShell.Completion;

/// <summary>The term of a selector that is being typed, and what stands before it.</summary>
/// <param name="Before">What stands before the part to complete, and stays as it is.</param>
/// <param name="Key">The key as far as it is typed; whole when a value is being typed.</param>
/// <param name="Value">The value as far as it is typed; null while the key is being typed.</param>
/// <param name="MayHaveValue">Whether a value may follow the key.</param>
internal sealed record SelectorTerm(string Before, string Key, string? Value, bool MayHaveValue)
{
    /// <summary>Finds the last term of what is typed: <c>env=prod,reg</c>, <c>env!=p</c>, <c>!leg</c>, <c>env in (dev,p</c>.</summary>
    public static SelectorTerm Last(string typed)
    {
        int start = StartOfTerm(typed);
        while (start < typed.Length && char.IsWhiteSpace(typed[start]))
        {
            start++;
        }

        string term = typed[start..];
        if (term.StartsWith('!'))
        {
            return new SelectorTerm(typed[..(start + 1)], term[1..], null, false);
        }

        if (term.IndexOf('(') is >= 0 and int open)
        {
            // A list of values: what stands before the last comma in it stays too.
            int value = open + 1 + (term[(open + 1)..].LastIndexOf(',') + 1);
            return ValueAt(typed, start, value, term.Split(' ', 2)[0]);
        }

        int sign = term.IndexOf('=');
        if (sign < 0)
        {
            return new SelectorTerm(typed[..start], term, null, true);
        }

        return ValueAt(typed, start, sign + (term[sign..].StartsWith("==", StringComparison.Ordinal) ? 2 : 1), term[..sign].TrimEnd('!', ' '));
    }

    private static SelectorTerm ValueAt(string typed, int start, int value, string key)
    {
        int from = start + value;
        while (from < typed.Length && char.IsWhiteSpace(typed[from]))
        {
            from++;
        }

        return new SelectorTerm(typed[..from], key, typed[from..], true);
    }

    // A comma between parentheses parts values, not terms.
    private static int StartOfTerm(string typed)
    {
        (int start, int depth) = (0, 0);
        for (int at = 0; at < typed.Length; at++)
        {
            depth += typed[at] switch { '(' => 1, ')' => -1, _ => 0 };
            start = typed[at] == ',' && depth == 0 ? at + 1 : start;
        }

        return start;
    }
}
