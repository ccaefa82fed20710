using OcmPowerShell.Tests.Sandbox.Agents;
using Xunit;

namespace OcmPowerShell.Tests.Hub;

/// <summary>Waiting that fails with words instead of hanging.</summary>
internal static class Eventually
{
    /// <summary>Far more than anything takes on a slow machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Waits until something holds.</summary>
    public static Task HoldsAsync(Func<bool> holds, string what) => TestFleet.UntilAsync(holds, () => $"It never came: {what}.");

    /// <summary>The next element.</summary>
    public static async Task<T> NextAsync<T>(this IAsyncEnumerator<T> source)
    {
        Assert.True(await source.MoveNextAsync().AsTask().WaitAsync(Patience, Cancel), "The stream ended.");
        return source.Current;
    }

    /// <summary>What a task comes to, soon enough.</summary>
    public static Task<T> SoonAsync<T>(this Task<T> task) => task.WaitAsync(Patience, Cancel);

    /// <inheritdoc cref="SoonAsync{T}(Task{T})"/>
    public static Task SoonAsync(this Task task) => task.WaitAsync(Patience, Cancel);
}
