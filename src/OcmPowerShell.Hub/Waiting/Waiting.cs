using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Waiting;

/// <summary>An object that is waited for, and what is known of it.</summary>
internal sealed class Waiting<T>(WaitTarget<T> target)
    where T : HubObject
{
    public WaitTarget<T> Target { get; } = target;

    /// <summary>Its last known state; null for none.</summary>
    public T? Last { get; set; } = target.Last;

    /// <summary>Whether the present list has told of it.</summary>
    public bool Seen { get; set; }

    /// <summary>Whether the hub has told of it at all, if only that it is not there.</summary>
    public bool IsKnown { get; set; } = target.Last is not null;

    /// <summary>Why it cannot get there as it is; null where it may.</summary>
    public HubException? Hopeless { get; private set; }

    /// <summary>Since when that is so, on the clock of <see cref="Environment.TickCount64"/>.</summary>
    public long HopelessSince { get; private set; }

    /// <summary>Whether a state is older than what waiting began with.</summary>
    public bool IsOfBefore(T value) => value.Generation < (Target.Last?.Generation ?? 0);

    /// <summary>Takes down whether it can get there as it is.</summary>
    public void Say(HubException? hopeless)
    {
        HopelessSince = Hopeless is null ? Environment.TickCount64 : HopelessSince;
        Hopeless = hopeless;
    }

    public WaitResult<T> Result(WaitOutcome outcome, string warning = "") => new(Target.Key, Last, outcome, warning) { IsKnown = IsKnown };

    public WaitResult<T> TimeUp() => Hopeless is { } hopeless ? Result(WaitOutcome.Failed) with { Error = hopeless } : Result(WaitOutcome.TimedOut);
}
