using System.Globalization;
using System.Text.RegularExpressions;

namespace OcmPowerShell.Tests.Transcripts;

/// <summary>What somebody typed against a real hub, what was answered and with which exit code.</summary>
/// <param name="Command">The command line.</param>
/// <param name="Lines">What was printed, to both streams; long output was cut when it was recorded.</param>
/// <param name="ExitCode">How it ended.</param>
internal sealed partial record Transcript(string Command, IReadOnlyList<string> Lines, int ExitCode)
{
    /// <summary>The commands of a file, in order.</summary>
    public static IEnumerable<Transcript> Read(string text) =>
        from block in Block().Matches(text)
        let lines = block.Groups[1].Value.Split('\n')
        select new Transcript(
            lines[0]["$ ".Length..],
            lines[1..^1],
            int.Parse(lines[^1].Trim('[', ']'), CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public override string ToString() => $"$ {Command}\n{string.Join('\n', Lines)}\n[{ExitCode}]";

    [GeneratedRegex(@"^```\n(\$ .*?\n\[\d+\])\n```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
