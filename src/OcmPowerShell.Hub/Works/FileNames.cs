namespace OcmPowerShell.Hub.Works;

/// <summary>Makes names of files of the names of objects, good on every system: a role may be called <c>system:node</c>, a cluster <c>con</c>.</summary>
internal static class FileNames
{
    private const int Longest = 120;

    private static readonly HashSet<string> Reserved = new(
        ["con", "prn", "aux", "nul", .. Enumerable.Range(0, 10).SelectMany(number => new[] { $"com{number}", $"lpt{number}" })], StringComparer.OrdinalIgnoreCase);

    /// <summary>A name of one file or directory.</summary>
    public static string Of(string name)
    {
        string safe = string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '_'));
        safe = safe.Length > Longest ? safe[..Longest] : safe;
        string stem = safe.Split('.')[0];

        // Windows drops a dot at the end; elsewhere one at the beginning hides the file, and two lead out of the directory.
        return stem.Length == 0 || Reserved.Contains(stem) ? "_" + safe.TrimEnd('.') : safe.TrimEnd('.');
    }
}
