namespace OcmPowerShell.Hub.Connection.Credentials.Exec;

/// <summary>How a credential plugin ended. The output holds secrets: it has no text form.</summary>
/// <param name="exitCode">Its exit code.</param>
/// <param name="output">What it printed.</param>
/// <param name="errors">The end of what it said on standard error.</param>
internal sealed class ExecOutput(int exitCode, byte[] output, byte[] errors)
{
    /// <summary>Its exit code.</summary>
    public int ExitCode => exitCode;

    /// <summary>What it printed.</summary>
    public byte[] Output => output;

    /// <summary>The end of what it said on standard error.</summary>
    public byte[] Errors => errors;

    /// <inheritdoc/>
    public override string ToString() => nameof(ExecOutput);
}
