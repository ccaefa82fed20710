using System.ComponentModel;
using System.Diagnostics;

namespace OcmPowerShell.Hub.Connection.Credentials.Exec;

/// <summary>Runs a credential plugin: bounded in time and memory, and ended with all it started when nobody waits any more.</summary>
internal sealed class ExecRunner
{
    private const int MostOutput = 1024 * 1024;
    private const int MostErrors = 8 * 1024;

    /// <summary>How long a plugin may take that asks nobody. A person takes the time that it takes.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long to go on reading after the plugin has ended: what it left running may hold its pipes for ever.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Runs the plugin.</summary>
    /// <param name="start">How to start it, environment included.</param>
    /// <param name="config">The plugin, for messages.</param>
    /// <param name="terminal">The terminal to hand over; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="HubException"><c>CredentialPluginFailed</c>: it cannot be started; <c>CredentialPluginTimeout</c>; <c>CredentialPluginInvalid</c>: it prints without end.</exception>
    public async Task<ExecOutput> RunAsync(ProcessStartInfo start, ExecConfig config, ExecTerminal? terminal, CancellationToken cancellationToken)
    {
        start.UseShellExecute = false;
        start.CreateNoWindow = terminal is null;
        start.RedirectStandardInput = terminal is null;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;

        using Process process = Start(start, config);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var read = new CancellationTokenSource();
        using Stream output = process.StandardOutput.BaseStream;
        using Stream errors = process.StandardError.BaseStream;
        if (terminal is null)
        {
            process.StandardInput.Close();
            end.CancelAfter(TimeLimit);
        }

        var kept = new PipeBuffer(MostOutput, keepEnd: false);
        var said = new PipeBuffer(MostErrors, keepEnd: true);
        Task reading = Task.WhenAll(
            kept.FillAsync(output, null, () => end.CancelAfter(TimeSpan.Zero), read.Token),
            said.FillAsync(errors, terminal?.OpenError(), null, read.Token));
        try
        {
            await process.WaitForExitAsync(end.Token).ConfigureAwait(false);
            await Task.WhenAny(reading, Task.Delay(DrainLimit, end.Token)).ConfigureAwait(false);
            end.Token.ThrowIfCancellationRequested();
            return kept.Overflowed ? throw TooMuch(config) : new ExecOutput(process.ExitCode, kept.ToArray(), said.ToArray());
        }
        catch (OperationCanceledException)
        {
            Kill(process);
            cancellationToken.ThrowIfCancellationRequested();
            throw kept.Overflowed ? TooMuch(config) : ExecErrors.TimedOut(config, TimeLimit, new ExecOutput(-1, kept.ToArray(), said.ToArray()));
        }
        finally
        {
            await read.CancelAsync().ConfigureAwait(false);
        }
    }

    private static HubException TooMuch(ExecConfig config) => ExecErrors.Invalid(config, "printed more than 1 MiB");

    private static Process Start(ProcessStartInfo start, ExecConfig config)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Exception exception) when (exception is Win32Exception or PlatformNotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw ExecErrors.NotStarted(config, exception);
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException or NotSupportedException)
        {
            // It has ended by itself in the meantime, or something of it may not be touched.
        }
    }
}
