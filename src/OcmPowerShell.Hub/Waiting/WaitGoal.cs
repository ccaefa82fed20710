using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Waiting;

/// <summary>What to wait for.</summary>
/// <param name="Name">In a word, for progress and errors: <c>Ready</c>, <c>gone</c>.</param>
/// <typeparam name="T">The objects' type.</typeparam>
internal sealed record WaitGoal<T>(string Name)
    where T : HubObject
{
    /// <summary>Whether a state is what is waited for: null when not yet, else what is to be known all the same, empty for nothing.</summary>
    public Func<T, string?> Reached { get; init; } = _ => null;

    /// <summary>
    /// What has to hold besides; null for nothing. It is asked of every state that the hub tells, in order, and takes its time
    /// without holding up what tells them. A <see cref="HubException"/> is that object's failure.
    /// </summary>
    public Func<T, CancellationToken, Task<bool>>? Asks { get; init; }

    /// <summary>Why a state will not become what is waited for by itself; null where it may.</summary>
    public Func<T, HubException?> Hopeless { get; init; } = _ => null;

    /// <summary>Whether the object is to go: then no state is what is waited for.</summary>
    public bool IsGone { get; init; }

    /// <summary>Whether an object that is not there is waited for: it may come yet.</summary>
    public bool MayCome { get; init; }

    /// <summary>Says of a state, in the time-out's error and the progress bar, how it is.</summary>
    public Func<T, string> Describe { get; init; } = _ => "";

    /// <summary>Finds out, when time is up, what keeps objects from getting there; null where there is nothing to find out.</summary>
    public Func<HubConnection, IReadOnlyCollection<ObjectKey>, CancellationToken, Task<IReadOnlyDictionary<ObjectKey, string>>>? Explain { get; init; }

    /// <summary>What to do when time is up; null where there is nothing to add.</summary>
    public string? Advice { get; init; }

    /// <summary>Waits until an object is gone.</summary>
    public static WaitGoal<T> Gone(Func<T, string> describe) => new("gone") { IsGone = true, Describe = describe };

    /// <summary>Waits until something holds of an object.</summary>
    public static WaitGoal<T> Until(string name, Func<T, bool> holds, Func<T, string> describe) =>
        new(name) { Reached = value => holds(value) ? "" : null, Describe = describe };
}
