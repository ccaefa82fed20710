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
            .Select(candidate => Of(candidate.Text, candidate.Text, candidate.ToolTip))
            .ToList();
    }

    /// <summary>One result.</summary>
    /// <param name="text">What the argument then is; it is quoted where that must be.</param>
    /// <param name="listItem">What a menu shows.</param>
    /// <param name="toolTip">What a menu tells of it; empty for nothing more.</param>
    public static CompletionResult Of(string text, string listItem, string toolTip) =>
        new(Quoted(text), listItem, CompletionResultType.ParameterValue, toolTip.Length == 0 ? listItem : toolTip);

    /// <summary>The file that a -KubeConfig on the command line means: a relative one counts from PowerShell's location.</summary>
    public static string? FilePath(object? typed) =>
        (typed is PSObject wrapped ? wrapped.BaseObject : typed) is string path ? new SessionState().Path.GetUnresolvedProviderPathFromPSPath(path) : null;

    private static string Quoted(string text) =>
        text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' or '/' or ':' or '=')
            ? text
            : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
