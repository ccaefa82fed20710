using System.Collections.Concurrent;
using System.Globalization;
using System.Management.Automation;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Binding;

/// <summary>
/// Shows what happens to a cmdlet's requests: each one with -Debug, each that is sent again with -Verbose, and a progress
/// bar while a request waits to be. Told on any thread, shown on the pipeline thread.
/// </summary>
internal sealed class RequestReport
{
    private const int WaitingId = 0x0C32;

    // Below this a pause is over before a bar has been read.
    private static readonly TimeSpan ShownFrom = TimeSpan.FromSeconds(1);

    private readonly PSCmdlet _cmdlet;
    private readonly ConcurrentQueue<string> _verbose = new();
    private readonly ConcurrentQueue<string> _debug = new();
    private volatile Pause? _pause;
    private bool _barShown;

    public RequestReport(PSCmdlet cmdlet)
    {
        _cmdlet = cmdlet;
        Scope = new RequestScope { Waiting = Note, Answered = IsDebugging() ? trace => _debug.Enqueue(trace.ToString()) : null };
    }

    /// <summary>Why a request was last sent again; null where none was.</summary>
    public string? LastFailure { get; private set; }

    /// <summary>What the requests are told to tell.</summary>
    public RequestScope Scope { get; }

    /// <summary>Shows what there is to show. Pipeline thread only.</summary>
    /// <param name="ended">Whether the work is over, so that nothing waits any more.</param>
    public void Show(bool ended = false)
    {
        while (_debug.TryDequeue(out string? text))
        {
            _cmdlet.WriteDebug(text);
        }

        while (_verbose.TryDequeue(out string? text))
        {
            _cmdlet.WriteVerbose(text);
        }

        ShowPause(ended ? null : _pause);
    }

    private void ShowPause(Pause? pause)
    {
        TimeSpan left = pause is null ? TimeSpan.Zero : TimeSpan.FromMilliseconds(pause.Until - Environment.TickCount64);
        if (left > TimeSpan.Zero)
        {
            _barShown = true;
            _cmdlet.WriteProgress(new ProgressRecord(WaitingId, "Waiting for the hub", pause!.Why) { SecondsRemaining = (int)Math.Ceiling(left.TotalSeconds) });
        }
        else if (_barShown)
        {
            _barShown = false;
            _cmdlet.WriteProgress(new ProgressRecord(WaitingId, "Waiting for the hub", " ") { RecordType = ProgressRecordType.Completed });
        }
    }

    private void Note(RetryNotice notice)
    {
        LastFailure = notice.Failure.Message;
        _verbose.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{notice.Failure.Message} Trying again in {notice.Delay.TotalSeconds:0.##} s."));
        if (notice.Delay >= ShownFrom)
        {
            _pause = new Pause(notice.Failure.Message, Environment.TickCount64 + (long)notice.Delay.TotalMilliseconds);
        }
    }

    private bool IsDebugging() =>
        _cmdlet.MyInvocation.BoundParameters.ContainsKey("Debug")
        || _cmdlet.GetVariableValue("DebugPreference") is ActionPreference and not ActionPreference.SilentlyContinue and not ActionPreference.Ignore;

    private sealed record Pause(string Why, long Until);
}
