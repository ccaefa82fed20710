using System.Runtime.CompilerServices;
using System.Threading.Channels;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Watching;

/// <summary>
/// The changes of placements and of what they have selected, as long as anybody reads, whatever becomes of the connection
/// meanwhile. The scheduler writes several objects for one decision; what belongs together is told as one change.
/// </summary>
internal sealed class PlacementFeed(HubConnection hub)
{
    private readonly PlacementStates _states = new();

    /// <summary>How long after a first change others are taken together with it.</summary>
    public TimeSpan Together { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Reads until it is cancelled.</summary>
    /// <exception cref="HubException">The hub does not let placements or their decisions be watched.</exception>
    public async IAsyncEnumerable<PlacementChange> ReadAsync(WatchScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var events = Channel.CreateBounded<Action>(256);
        string label = DecisionFacts.PlacementLabel;
        var decisions = new ListOptions { LabelSelector = scope.Name is null ? label : $"{label}={scope.Name}" };
        int synced = 0;
        Task watching = Task.WhenAll(
            FollowAsync(Kinds.Placements.On(hub), scope.Namespace, scope.Options, told => _states.Take(told.Type, told.Object!, scope.Wanted), events.Writer, () => synced++, stop.Token),
            FollowAsync(Kinds.PlacementDecisions.On(hub), scope.Namespace, decisions, told => _states.Take(told.Type, told.Object!), events.Writer, () => synced++, stop.Token));
        try
        {
            while (synced < 2 && await events.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                while (synced < 2 && events.Reader.TryRead(out Action? take))
                {
                    take();
                }
            }

            // Until here nothing has changed: it was like that when the watch began.
            foreach (PlacementSnapshot snapshot in _states.Begin().Where(_ => scope.IncludeExisting))
            {
                yield return Row(WatchAction.Existing, snapshot, Describe(snapshot));
            }

            while (await events.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                await Task.Delay(Together, cancellationToken).ConfigureAwait(false);
                while (events.Reader.TryRead(out Action? take))
                {
                    take();
                }

                foreach ((PlacementSnapshot? old, PlacementSnapshot? now) in _states.TakeChanged())
                {
                    foreach (PlacementChange row in Rows(old, now, scope.Removal))
                    {
                        yield return row;
                    }
                }
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // What it tells is done by the one who reads; what ends it is thrown there.
    private static async Task FollowAsync<T>(
        ResourceClient<T> objects, string? @namespace, ListOptions options, Action<WatchEvent<T>> take, ChannelWriter<Action> writer, Action synced, CancellationToken cancellationToken)
        where T : HubObject
    {
        try
        {
            await foreach (WatchEvent<T> told in objects.WatchAsync(@namespace, options, cancellationToken).ConfigureAwait(false))
            {
                await writer.WriteAsync(told.Object is null ? synced : () => take(told), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            writer.TryComplete(exception);
        }
    }

    private static IEnumerable<PlacementChange> Rows(PlacementSnapshot? old, PlacementSnapshot? now, string removal)
    {
        if (old is not null && now is not null && old.Placement.Uid == now.Placement.Uid)
        {
            if (PlacementDifference.Between(old, now) is { Length: > 0 } what)
            {
                PlacementChange row = Row(WatchAction.Updated, now, what);
                (row.ClustersAdded, row.ClustersRemoved) = (now.Without(old), old.Without(now));
                yield return row;
            }

            yield break;
        }

        if (old is not null)
        {
            yield return Row(WatchAction.Removed, old, removal);
        }

        if (now is not null)
        {
            yield return Row(WatchAction.Added, now, Describe(now));
        }
    }

    private static string Describe(PlacementSnapshot snapshot) => $"{PlacementGoals.Describe(snapshot.Placement)}, {snapshot.Clusters.Count} selected";

    // Of one that is new all clusters are, and of one that is gone none are left.
    private static PlacementChange Row(WatchAction action, PlacementSnapshot snapshot, string what)
    {
        string[] all = [.. snapshot.Clusters.Order(StringComparer.Ordinal)];
        return new PlacementChange
        {
            Time = DateTime.UtcNow,
            Action = action,
            Placement = snapshot.Placement.FullName,
            What = what,
            ClustersAdded = action == WatchAction.Added ? all : [],
            ClustersRemoved = action == WatchAction.Removed ? all : [],
            Current = snapshot.Placement,
            Hub = snapshot.Placement.Hub,
        };
    }
}
