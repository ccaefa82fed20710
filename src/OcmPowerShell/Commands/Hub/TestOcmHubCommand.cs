using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Diagnosis;

namespace OcmPowerShell.Commands;

/// <summary>Tells whether a hub can be reached, is one, whom it takes us for and what we may do. Changes nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "OcmHub")]
[OutputType(typeof(HubTest), typeof(bool))]
public sealed class TestOcmHubCommand : MultiHubCmdlet
{
    /// <summary>Rights that must be there, as in 'create manifestworks' or 'get secrets in one'.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string[]? Permission { get; set; }

    /// <summary>Returns one bool for all hubs in place of the objects.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    // A hub that does not answer in time is an answer here, not an error.
    private protected override TimeSpan Limit => TimeSpan.Zero;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        bool passed = true;
        foreach (HubConnection hub in Hubs)
        {
            try
            {
                HubTest test = Await(token => new HubExaminer(hub).ExamineAsync(Permission, TimeSpan.FromSeconds(TimeoutSec), token));
                passed &= test.Passed;
                if (Quiet)
                {
                    WriteFailures(test);
                }
                else
                {
                    WriteObject(test);
                }
            }
            catch (HubException exception)
            {
                Fail(exception, hub);
            }
        }

        WriteHubWarnings();
        if (Quiet)
        {
            WriteObject(passed);
        }
    }

    private void WriteFailures(HubTest test)
    {
        foreach (HubCheck check in test.Checks.Where(check => check.Passed == false))
        {
            WriteVerbose($"{check.Name}: {check.Message}");
        }
    }
}
