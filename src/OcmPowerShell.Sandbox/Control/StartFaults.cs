using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Server.Faults;

namespace OcmPowerShell.Sandbox.Control;

/// <summary>The faults that a sandbox shows from the start.</summary>
/// <param name="Rules">Those that requests meet.</param>
/// <param name="Certificate">What is wrong with the server's certificate.</param>
internal sealed record StartFaults(IReadOnlyList<FaultRule> Rules, ServerCertificateFault Certificate)
{
    /// <summary>Reads the faults that somebody chose.</summary>
    /// <exception cref="ArgumentException">One of them is none; the message says what would be one.</exception>
    public static StartFaults Parse(IEnumerable<string> texts)
    {
        List<FaultRule> rules = [];
        var certificate = ServerCertificateFault.None;
        try
        {
            foreach (string text in texts)
            {
                if (FaultText.ParseCertificate(text) is { } fault)
                {
                    certificate = fault;
                }
                else
                {
                    rules.Add(FaultText.Parse(text));
                }
            }
        }
        catch (FormatException wrong)
        {
            throw new ArgumentException(wrong.Message, wrong);
        }

        return new StartFaults(rules, certificate);
    }
}
