using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using OcmPowerShell.Commands;

namespace OcmPowerShell.Completion;

/// <summary>Completes names of the sandboxes in this process.</summary>
public sealed class SandboxCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completions.Of(wordToComplete, SandboxRegistry.All.Select(sandbox => (sandbox.Name, sandbox.Url.AbsoluteUri)));
}
