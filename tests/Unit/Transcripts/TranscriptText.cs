using System.Text.RegularExpressions;

namespace OcmPowerShell.Tests.Transcripts;

/// <summary>Printed text without what differs from one run to the next: ages, times, ids, versions, widths of columns.</summary>
internal static partial class TranscriptText
{
    // Recorded lines and outputs end where the recorder cut them.
    private const int LineCut = 180;
    private const int OutputCut = 7;

    /// <summary>What differs; null where a run says what was recorded.</summary>
    /// <param name="recorded">The recorded lines.</param>
    /// <param name="actual">What the same command printed now.</param>
    /// <param name="anyOrder">Whether the program prints in no particular order.</param>
    public static string? Difference(IReadOnlyList<string> recorded, string actual, bool anyOrder)
    {
        List<string> wanted = Comparable(recorded);
        List<string> found = Comparable(actual.TrimEnd().Split('\n'));
        if (anyOrder)
        {
            wanted.Sort(StringComparer.Ordinal);
            found.Sort(StringComparer.Ordinal);
        }

        bool isCut = !anyOrder && recorded.Count >= OutputCut;
        if (isCut ? found.Count < wanted.Count : found.Count != wanted.Count)
        {
            return $"{found.Count} lines, recorded {wanted.Count}:\n{actual}";
        }

        int different = Enumerable.Range(0, wanted.Count).FirstOrDefault(index => !IsSame(wanted[index], found[index]), -1);
        return different < 0 ? null : $"'{found[different]}', recorded '{wanted[different]}'; all of it:\n{actual}";
    }

    private static bool IsSame(string recorded, string actual) =>
        recorded == actual || (recorded.Length > LineCut && actual.StartsWith(recorded[..LineCut], StringComparison.Ordinal));

    private static List<string> Comparable(IEnumerable<string> lines) =>
        [.. lines.Select(Comparable).Where(line => line.Length > 0 && !line.Contains("scale", StringComparison.Ordinal))];

    private static string Comparable(string line)
    {
        line = Time().Replace(line, "TIME");
        line = Id().Replace(line, "ID");
        line = Temporary().Replace(line, "$1-N");
        line = Server().Replace(line, "https://SERVER");
        line = Version().Replace(line, "vVERSION");
        line = ResourceVersion().Replace(line, "$1 N");
        line = Count().Replace(line, "N ManagedClusters");
        line = Age().Replace(line, " AGE");
        line = Suffix().Replace(line, "$1-xxxxx");
        return Spaces().Replace(line, " ").Trim();
    }

    [GeneratedRegex(@"20\d\d-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z| [+-]\d{4})")]
    private static partial Regex Time();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{64}")]
    private static partial Regex Id();

    [GeneratedRegex(@"/tmp/(LIVE|MERGED)-\d+")]
    private static partial Regex Temporary();

    [GeneratedRegex(@"https://127\.0\.0\.1:\d+[-\w/]*")]
    private static partial Regex Server();

    [GeneratedRegex(@"\bv\d+\.\d+\.\d+[-+.\w]*")]
    private static partial Regex Version();

    [GeneratedRegex("(resourceVersion:|Resource Version:) +\"?\\d+\"?")]
    private static partial Regex ResourceVersion();

    [GeneratedRegex(@"\d+ ManagedClusters")]
    private static partial Regex Count();

    [GeneratedRegex(@" (\d+[dhms])+$")]
    private static partial Regex Age();

    [GeneratedRegex(@"(CSR \w+)-\w{5}\b")]
    private static partial Regex Suffix();

    [GeneratedRegex(@"[\s│├└─]+")]
    private static partial Regex Spaces();
}
