namespace OcmPowerShell.Tests.Sandbox.Api;

/// <summary>A clock that stands until a test moves it. Timers are those of the system.</summary>
internal sealed class ManualTime : TimeProvider
{
    private DateTimeOffset _now = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan time) => _now += time;
}
