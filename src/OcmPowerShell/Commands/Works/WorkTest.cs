using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using HubWork = OcmPowerShell.Hub.Model.Work;

namespace OcmPowerShell.Commands;

/// <summary>A user's test of a work. It runs on the pipeline thread, the only one that can; others ask it there.</summary>
internal sealed class WorkTest(ScriptBlock script)
{
    /// <summary>Whether the test is true of a work.</summary>
    /// <exception cref="HubException"><c>UntilFailed</c>: the test threw.</exception>
    public Task<bool> AskAsync(HubWork work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return PipelineBridge.Current!.AskAsync(() => !cancellationToken.IsCancellationRequested && Holds(work), cancellationToken);
    }

    private bool Holds(HubWork work)
    {
        try
        {
            return LanguagePrimitives.IsTrue(script.InvokeWithContext(null, [new PSVariable("_", work)], work));
        }
        catch (RuntimeException exception) when (exception is not PipelineStoppedException)
        {
            throw new HubException("UntilFailed", $"The test of -Until failed for the work {work}: {exception.Message.TrimEnd('.')}. That work is not waited for any more.", exception);
        }
    }
}
