namespace OcmPowerShell.Tests.Sandbox.Placements;

/// <summary>A clock on which everything, waiting too, takes a hundredth of the time.</summary>
internal sealed class QuickTime : TimeProvider
{
    private const int Speed = 100;

    private readonly DateTimeOffset _start = System.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => _start + ((System.GetUtcNow() - _start) * Speed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Quick(dueTime), Quick(period));

    private static TimeSpan Quick(TimeSpan time) => time > TimeSpan.Zero ? time / Speed : time;
}
