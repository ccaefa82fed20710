namespace OcmPowerShell.Hub.Kubeconfig;

/// <summary>What somebody may have meant who named something that is not there.</summary>
internal static class NearestName
{
    private const int LongestCompared = 256;

    /// <summary>A sentence with the name that is nearest to a wrong one, a space before it; empty when none is near.</summary>
    public static string Suggest(string wrong, IEnumerable<string> names) =>
        Find(wrong, names) is { } name ? $" Did you mean '{name}'?" : "";

    /// <summary>A sentence of the names there are, the first twenty of them.</summary>
    /// <param name="what">What they are, in the plural.</param>
    /// <param name="names">The names.</param>
    public static string List(string what, IReadOnlyCollection<string> names)
    {
        const int shown = 20;
        string more = names.Count > shown ? $" and {names.Count - shown} more" : "";
        return names.Count == 0 ? $"It has no {what} at all." : $"Known {what}: {string.Join(", ", names.Order(StringComparer.Ordinal).Take(shown))}{more}.";
    }

    private static string? Find(string wrong, IEnumerable<string> names)
    {
        if (wrong.Length is 0 or > LongestCompared)
        {
            return null;
        }

        (int Distance, string? Name) best = (Math.Max(1, wrong.Length / 4) + 1, null);
        foreach (string name in names.Where(name => Math.Abs(name.Length - wrong.Length) < best.Distance))
        {
            int distance = string.Equals(name, wrong, StringComparison.OrdinalIgnoreCase) ? 0 : Distance(wrong, name);
            best = distance < best.Distance ? (distance, name) : best;
        }

        return best.Name;
    }

    /// <summary>How many characters must be added, left out, changed, or swapped with their neighbour.</summary>
    private static int Distance(string one, string other)
    {
        (one, other) = (one.ToUpperInvariant(), other.ToUpperInvariant());
        int[,] steps = new int[one.Length + 1, other.Length + 1];
        for (int i = 0; i <= one.Length; i++)
        {
            for (int j = 0; j <= other.Length; j++)
            {
                steps[i, j] = i == 0 || j == 0 ? i + j
                    : Math.Min(steps[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1), Math.Min(steps[i - 1, j], steps[i, j - 1]) + 1);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    steps[i, j] = Math.Min(steps[i, j], steps[i - 2, j - 2] + 1);
                }
            }
        }

        return steps[one.Length, other.Length];
    }
}
