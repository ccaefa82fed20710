using System.Runtime.CompilerServices;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Api.Selection;
using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Api.Verbs;

/// <summary>Follows the changes of a kind.</summary>
internal sealed class ResourceWatch
{
    private readonly ObjectStore _store;
    private readonly TimeProvider _time;

    public ResourceWatch(ObjectStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    /// <summary>How often a watch that wants bookmarks gets one.</summary>
    public TimeSpan BookmarkPeriod { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many changes a remote reader may be behind before it has to list again.</summary>
    public int MaxBacklog { get; init; } = 16_384;

    /// <summary>What is there (unless a version to start from is given) and then every change, until time is up or the kind is no longer served.</summary>
    /// <exception cref="ApiException">The version to start from is forgotten, or the reader is too slow.</exception>
    public IAsyncEnumerable<WatchEvent> ReadAsync(ResourceDefinition definition, ListRequest request, CancellationToken cancellationToken)
    {
        // At once, not when the first event is asked for: nothing that happens from now on is missed.
        (Change position, IReadOnlyList<WatchEvent> initial) = Start(definition, request);
        return ReadAsync(definition, request, position, initial, cancellationToken);
    }

    private async IAsyncEnumerable<WatchEvent> ReadAsync(
        ResourceDefinition definition, ListRequest request, Change position, IReadOnlyList<WatchEvent> initial, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (WatchEvent first in initial)
        {
            yield return first;
        }

        long floor = request.SendsInitialEvents == true ? 0 : request.Version ?? 0;
        DateTimeOffset end = _time.GetUtcNow() + request.Timeout;
        DateTimeOffset bookmark = request.WantsBookmarks ? _time.GetUtcNow() + BookmarkPeriod : DateTimeOffset.MaxValue;
        while (true)
        {
            for (; position.Next.IsCompletedSuccessfully; position = position.Next.Result)
            {
                Change change = position.Next.Result;
                if (change.IsEnd)
                {
                    yield break;
                }

                if (change.Version > floor && Seen(definition, change, request.Filter) is WatchEvent seen)
                {
                    yield return seen;
                }

                RequireKeptUp(definition.Type, position);
            }

            DateTimeOffset now = _time.GetUtcNow();
            if (now >= end || now >= bookmark)
            {
                Snapshot snapshot = _store.Read(definition.Type);
                if (request.WantsBookmarks && ReferenceEquals(snapshot.Last, position))
                {
                    yield return new WatchEvent("BOOKMARK", null, Math.Max(floor, snapshot.Version));
                }

                if (now >= end)
                {
                    yield break;
                }

                bookmark = now + BookmarkPeriod;
            }

            await WaitAsync(position, (end < bookmark ? end : bookmark) - now, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Every object that exists, then every change, however slow the reader is.</summary>
    public async IAsyncEnumerable<WatchEvent> FollowAsync(
        ResourceDefinition definition, string? @namespace, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListRequest(ObjectFilter.In(@namespace));
        (Change position, IReadOnlyList<WatchEvent> initial) = Start(definition, request);
        foreach (WatchEvent first in initial)
        {
            yield return first;
        }

        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            position = await position.Next.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (Seen(definition, position, request.Filter) is WatchEvent seen)
            {
                yield return seen;
            }
        }
    }

    private static async Task WaitAsync(Change position, TimeSpan time, CancellationToken cancellationToken)
    {
        try
        {
            await position.Next.WaitAsync(time > TimeSpan.Zero ? time : TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Time for a bookmark, or to end.
        }
    }

    /// <summary>A change as somebody sees it who only sees what a filter lets through.</summary>
    private static WatchEvent? Seen(ResourceDefinition definition, Change change, ObjectFilter filter)
    {
        bool before = change.Before is not null && filter.Matches(change.Before);
        bool after = change.After is not null && filter.Matches(change.After);
        return (before, after) switch
        {
            (false, true) => new WatchEvent("ADDED", definition.Served(change.After!), change.Version),
            (true, true) => new WatchEvent("MODIFIED", definition.Served(change.After!), change.Version),
            (true, false) => new WatchEvent(
                "DELETED",
                definition.Served(change.Before!.Version == change.Version ? change.Before : change.Before.At(change.Version)),
                change.Version),
            _ => null,
        };
    }

    private (Change Position, IReadOnlyList<WatchEvent> Initial) Start(ResourceDefinition definition, ListRequest request)
    {
        ResourceType type = definition.Type;
        if (request.SendsInitialEvents != true && request.Version is long version && version > 0)
        {
            try
            {
                return (_store.ChangesAfter(type, version), []);
            }
            catch (CompactedException exception)
            {
                throw Refusal.Expired(exception.Message);
            }
        }

        Snapshot snapshot = _store.Read(type);
        if (request.SendsInitialEvents == false)
        {
            return (snapshot.Last, []);
        }

        if (request.SendsInitialEvents == true && request.Version > snapshot.Version)
        {
            throw Refusal.TooLargeVersion(request.Version.Value, snapshot.Version);
        }

        (int start, int end) = snapshot.Range(request.Filter.Namespace);
        var initial = new List<WatchEvent>();
        for (int index = start; index < end; index++)
        {
            StoredObject item = snapshot.Objects[index];
            if (request.Filter.Matches(item))
            {
                initial.Add(new WatchEvent("ADDED", definition.Served(item), item.Version));
            }
        }

        if (request.SendsInitialEvents == true && request.WantsBookmarks)
        {
            initial.Add(new WatchEvent("BOOKMARK", null, snapshot.Version) { EndsInitialEvents = true });
        }

        return (snapshot.Last, initial);
    }

    private void RequireKeptUp(ResourceType type, Change position)
    {
        // Asking the store costs a lock; once in a while is enough.
        if (position.Number % 1024 == 0 && _store.Read(type).Last.Number - position.Number > MaxBacklog)
        {
            throw Refusal.Expired(FormattableString.Invariant($"too old resource version: {position.Version} ({position.Version + 1})"));
        }
    }
}
