using System.Runtime.CompilerServices;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Watching;

/// <summary>The changes of objects that a user sees, as long as anybody reads, whatever becomes of the connection meanwhile.</summary>
/// <param name="objects">The objects' kind on their hub.</param>
/// <param name="describe">How an object is, in a line.</param>
/// <param name="difference">What changed from one state to the next; empty where a user sees no difference.</param>
/// <typeparam name="T">The objects' type.</typeparam>
internal sealed class ObjectFeed<T>(ResourceClient<T> objects, Func<T, string> describe, Func<T, T, string> difference)
    where T : HubObject
{
    /// <summary>Reads until it is cancelled.</summary>
    /// <exception cref="HubException">The hub does not let them be watched.</exception>
    public async IAsyncEnumerable<ObjectChange<T>> ReadAsync(WatchScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Dictionary<ObjectKey, T> last = [];
        bool synced = false;
        await foreach (WatchEvent<T> told in objects.WatchAsync(scope.Namespace, scope.Options, cancellationToken).ConfigureAwait(false))
        {
            if (told.Object is not { } value)
            {
                synced = true;
                continue;
            }

            if (!scope.Wanted(value.Key))
            {
                continue;
            }

            last.Remove(value.Key, out T? before);
            if (told.Type == WatchEventType.Deleted)
            {
                yield return new ObjectChange<T>(WatchAction.Removed, value, scope.Removal);
                continue;
            }

            last[value.Key] = value;
            if (before is not null && before.Uid != value.Uid)
            {
                yield return new ObjectChange<T>(WatchAction.Removed, before, scope.Removal);
                before = null;
            }

            if (before is not null)
            {
                if (difference(before, value) is { Length: > 0 } what)
                {
                    yield return new ObjectChange<T>(WatchAction.Updated, value, what);
                }
            }
            else if (synced || scope.IncludeExisting)
            {
                yield return new ObjectChange<T>(synced ? WatchAction.Added : WatchAction.Existing, value, describe(value));
            }
        }
    }
}
