using System.Management.Automation;

namespace OcmPowerShell.Completion;

/// <summary>Makes completion results that PowerShell can put on the command line as they are.</summary>
internal static class Completions
{
    public static IReadOnlyList<CompletionResult> Of(string wordToComplete, IEnumerable<(string Text, string ToolTip)> candidates)
    {
        string typed = wordToComplete.Trim('\'', '"');
        WildcardPattern pattern = WildcardPattern.Get(typed + "*", WildcardOptions.IgnoreCase);
        return candidates
            .Where(candidate => pattern.IsMatch(candidate.Text))
            .DistinctBy(candidate => candidate.Text)
            .OrderBy(candidate => candidate.Text, StringComparer.OrdinalIgnoreCase)
            .Select(candidate => new CompletionResult(Quoted(candidate.Text), candidate.Text, CompletionResultType.ParameterValue, candidate.ToolTip.Length == 0 ? candidate.Text : candidate.ToolTip))
            .ToList();
    }

    /// <summary>The file that a -KubeConfig on the command line means: a relative one counts from PowerShell's location.</summary>
    public static string? FilePath(object? typed) =>
        (typed is PSObject wrapped ? wrapped.BaseObject : typed) is string path ? new SessionState().Path.GetUnresolvedProviderPathFromPSPath(path) : null;

    private static string Quoted(string text) =>
        text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' or '/' or ':')
            ? text
            : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
