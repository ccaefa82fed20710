using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using OcmPowerShell.Hub.Placements.Spec;

namespace OcmPowerShell.Completion;

/// <summary>Completes names of OCM's built-in prioritizers.</summary>
public sealed class PrioritizerCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completions.Of(wordToComplete, PlacementPrioritizer.BuiltInNames.Select(name => (name, name switch
        {
            "Balance" => "Clusters that few placements have selected come first",
            "Steady" => "Clusters that the placement has selected already come first",
            "ResourceAllocatableCPU" => "Clusters with more CPU to spare come first",
            _ => "Clusters with more memory to spare come first",
        })));
}
