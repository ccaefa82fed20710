using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using OcmPowerShell.Hub.ReplicaSets;

namespace OcmPowerShell.Completion;

/// <summary>Completes what one can wait for of a replica set.</summary>
public sealed class ReplicaSetGoalCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Enum.GetNames<ReplicaSetGoal>().Concat(["PlacementVerified", "ManifestworkApplied"])
            .Where(name => name.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase)).Select(name => new CompletionResult(name));
}
