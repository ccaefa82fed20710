using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Rest;

/// <summary>
/// Lists a collection and then watches it, for as long as anybody reads: reconnects where a watch ends, lists anew where
/// the server has forgotten the place, and then tells what was missed as changes. What client-go calls a Reflector.
/// </summary>
/// <typeparam name="T">The objects' type.</typeparam>
internal sealed class ResourceWatcher<T>
    where T : HubObject
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    // A watch that ends sooner than this has not worked, whatever it said.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(1);

    // An answer that cannot be read may be a proxy's, and pass; one that stays so is told.
    private const int MostInvalidAnswers = 6;

    // As often a server may ask for patience before its place in history is given up.
    private const int MostTooLarge = 3;

    private readonly HubConnection _hub;
    private readonly ResourcePath _resource;
    private readonly ItemParser<T> _parse;
    private readonly Dictionary<ObjectKey, T> _known = [];
    private string _resourceVersion = "";
    private bool _synced;
    private int _failures;
    private int _invalidAnswers;
    private int _tooLarge;
    private HubException? _failure;

    public ResourceWatcher(HubConnection hub, ResourcePath resource, ItemParser<T> parse) => (_hub, _resource, _parse) = (hub, resource, parse);

    /// <summary>Every object that exists as Added, then Synced, then every change, until cancelled.</summary>
    /// <exception cref="HubException">Trying again is no use: 401, 403, 404 …, or what the hub sends cannot be read time and again.</exception>
    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync(string? @namespace, ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            IAsyncEnumerable<WatchEvent<T>> events = _resourceVersion.Length == 0
                ? ListAsync(@namespace, options, cancellationToken)
                : FollowAsync(@namespace, options, cancellationToken);
            IAsyncEnumerator<WatchEvent<T>> enumerator = events.GetAsyncEnumerator(cancellationToken);
            await using (enumerator.ConfigureAwait(false))
            {
                while (await TryMoveAsync(enumerator).ConfigureAwait(false))
                {
                    yield return enumerator.Current;
                }
            }

            // Zero after a watch that worked; a server that closes at once, or fails, is asked more and more slowly.
            if (_failures > 0)
            {
                TimeSpan delay = Delay();
                if (_failure is not null)
                {
                    RequestScope.Current?.Waiting?.Invoke(new RetryNotice(_failure, delay, _failures));
                    _failure = null;
                }

                await Task.Delay(delay, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async IAsyncEnumerable<WatchEvent<T>> ListAsync(string? @namespace, ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string version = "";
        var gone = new Dictionary<ObjectKey, T>(_known);
        await foreach (T item in _hub.Rest.ListAsync(_resource, @namespace, options, _parse, listed => version = listed, cancellationToken).ConfigureAwait(false))
        {
            ObjectKey key = item.Key;
            gone.Remove(key, out T? before);
            if (before?.Uid == item.Uid && before.ResourceVersion == item.ResourceVersion)
            {
                continue;
            }

            if (before is not null && before.Uid != item.Uid)
            {
                yield return new WatchEvent<T>(WatchEventType.Deleted, before);
                before = null;
            }

            _known[key] = item;
            yield return new WatchEvent<T>(before is null ? WatchEventType.Added : WatchEventType.Modified, item);
        }

        foreach ((ObjectKey key, T item) in gone)
        {
            _known.Remove(key);
            yield return new WatchEvent<T>(WatchEventType.Deleted, item);
        }

        _resourceVersion = version.Length > 0 ? version
            : throw new HubException("InvalidAnswer", $"The hub {_hub.Identity} sent a list without a resourceVersion, from which nothing can be watched.");
        if (!_synced)
        {
            _synced = true;
            yield return new WatchEvent<T>(WatchEventType.Synced, null);
        }

        _tooLarge = 0;
    }

    private async IAsyncEnumerable<WatchEvent<T>> FollowAsync(string? @namespace, ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Not all at once: a fleet of scripts that began together does not come back together.
        TimeSpan serverTimeout = _hub.Rest.WatchTimeout * (0.5 + (Random.Shared.NextDouble() / 2));
        bool heard = false;
        long opened = Stopwatch.GetTimestamp();
        await foreach (RawWatchEvent raw in _hub.Rest.WatchAsync(_resource, @namespace, options, _resourceVersion, serverTimeout, cancellationToken).ConfigureAwait(false))
        {
            heard = true;
            _failures = Stopwatch.GetElapsedTime(opened) < Settled ? _failures : 0;
            if (raw.Type == "BOOKMARK")
            {
                _resourceVersion = _hub.Rest.Parse(VersionOf, raw.Object.Span) is { Length: > 0 } version ? version : _resourceVersion;
                (_invalidAnswers, _tooLarge) = (0, 0);
                continue;
            }

            T item = _hub.Rest.Parse(_parse, raw.Object.Span);
            _resourceVersion = item.ResourceVersion;
            (_invalidAnswers, _tooLarge) = (0, 0);
            if (raw.Type == "DELETED")
            {
                _known.Remove(item.Key);
                yield return new WatchEvent<T>(WatchEventType.Deleted, item);
            }
            else
            {
                bool isNew = !_known.ContainsKey(item.Key);
                _known[item.Key] = item;
                yield return new WatchEvent<T>(isNew ? WatchEventType.Added : WatchEventType.Modified, item);
            }
        }

        // Some servers close at once, without a 410, when the place is too old for them.
        _failures = Stopwatch.GetElapsedTime(opened) < Settled ? _failures + 1 : 0;
        if (!heard && _failures >= 3)
        {
            _resourceVersion = "";
        }
    }

    private async ValueTask<bool> TryMoveAsync(IAsyncEnumerator<WatchEvent<T>> enumerator)
    {
        try
        {
            return await enumerator.MoveNextAsync().ConfigureAwait(false);
        }
        catch (ApiStatusException exception) when (exception.Status.Code is 410 or 429 or >= 500)
        {
            _tooLarge += exception.Status.IsTooLargeVersion ? 1 : 0;
            if (exception.Status.Code == 410 || _tooLarge >= MostTooLarge)
            {
                // Forgotten, or never to come: a server that was restored from a backup counts from there.
                (_resourceVersion, _tooLarge) = ("", 0);
            }

            return Note(exception);
        }
        catch (HubException exception) when (exception.ErrorId is "HubUnreachable" or "HubTimeout" or "ConnectionLost")
        {
            return Note(exception);
        }
        catch (HubException exception) when (exception.ErrorId is "InvalidAnswer")
        {
            return ++_invalidAnswers < MostInvalidAnswers ? Note(exception) : throw exception.After(_invalidAnswers);
        }
    }

    private bool Note(HubException failure)
    {
        _failures++;
        _failure = failure;
        return false;
    }

    private TimeSpan Delay()
    {
        double factor = Math.Pow(2, Math.Min(_failures - 1, 10)) * (0.5 + (Random.Shared.NextDouble() / 2));
        TimeSpan delay = _hub.Rest.Retry.FirstPause * factor;
        delay = delay < LongestDelay ? delay : LongestDelay;

        // A server that wants more time gets it, within reason.
        TimeSpan asked = _failure is ApiStatusException { Status.RetryAfterSeconds: { } seconds } ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;
        asked = asked < _hub.Rest.Retry.LongestPause ? asked : _hub.Rest.Retry.LongestPause;
        return delay > asked ? delay : asked;
    }

    private static string VersionOf(ReadOnlySpan<byte> bookmark)
    {
        var reader = new Utf8JsonReader(bookmark);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.TryGetProperty("metadata", out JsonElement metadata) ? ApiText.Of(metadata, "resourceVersion") : "";
    }
}
