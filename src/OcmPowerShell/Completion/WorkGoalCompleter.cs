using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace OcmPowerShell.Completion;

/// <summary>Completes what a work can be waited for: the goals, and the conditions that condition rules are usually made for.</summary>
public sealed class WorkGoalCompleter : IArgumentCompleter
{
    private static readonly (string Text, string ToolTip)[] Goals =
    [
        ("Ready", "Everything runs"),
        ("Available", "Every resource exists on the cluster"),
        ("Applied", "Every manifest was applied"),
        ("Deleted", "The work is gone, and so are its resources"),
        ("Complete", "The condition Complete is True"),
        ("Progressing=False", "The condition Progressing is False"),
        ("Degraded=False", "The condition Degraded is False"),
    ];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completions.Of(wordToComplete, Goals);
}
