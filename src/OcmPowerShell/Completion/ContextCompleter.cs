using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using OcmPowerShell.Hub.Kubeconfig;

namespace OcmPowerShell.Completion;

/// <summary>Completes contexts of the kubeconfig.</summary>
public sealed class ContextCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            IEnumerable<HubContext> contexts = ClientConfig.Load(Completions.FilePath(fakeBoundParameters["KubeConfig"])).Contexts;
            return Completions.Of(wordToComplete, contexts.Select(context => (context.Name, context.Server)));
        }
        catch (Exception)
        {
            // Whoever presses Tab wants a name or nothing, never an error.
            return [];
        }
    }
}
