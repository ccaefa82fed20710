using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Controllers.GarbageCollector;

/// <summary>
/// Deletes what nobody owns any more, and lets objects go that wait for what they own: one actor for the hub and all
/// managed clusters, which does nothing until a write concerns it.
/// </summary>
/// <param name="backoff">Pause before an object that failed is tried again.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Told of everything unexpected.</param>
internal sealed class GarbageCollector(Backoff backoff, TimeProvider time, Action<ActorFault> report) : IActor
{
    private const string Orphan = "orphan";
    private const string Foreground = "foregroundDeletion";

    private readonly ConcurrentDictionary<OwnershipGraph, (ResourceApi Api, int Number)> _graphs = new();
    private readonly ConcurrentDictionary<string, (OwnershipGraph Graph, ObjectKey Key)> _subjects = new(StringComparer.Ordinal);
    private ReconcileLoop? _loop;
    private int _count;

    public string Name => "garbage collector";

    /// <summary>Collects on one more API server, before anybody else writes there.</summary>
    public void Attach(ResourceApi api)
    {
        var graph = new OwnershipGraph(api.Client("garbage-collector"), (version, kind) => api.Table.FindKind(version, kind)?.Type, Look);
        _graphs[graph] = (api, Interlocked.Increment(ref _count));
        api.Store.Changed += graph.Notice;
        foreach (ResourceType type in api.Table.All.Select(definition => definition.Type).DistinctBy(type => (type.Group, type.Plural)))
        {
            foreach (StoredObject kept in api.Store.Read(type).Objects)
            {
                graph.Notice(type, null, kept);
            }
        }
    }

    /// <summary>Collects no more on an API server.</summary>
    public void Detach(ResourceApi api)
    {
        foreach (var graph in _graphs.Where(known => known.Value.Api == api).Select(known => known.Key))
        {
            api.Store.Changed -= graph.Notice;
            _graphs.TryRemove(graph, out _);
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var loop = new ReconcileLoop(Name, report, backoff, time, cancellationToken);
        Volatile.Write(ref _loop, loop);
        try
        {
            foreach (var graph in _graphs.Keys)
            {
                foreach (var key in graph.All)
                {
                    Look(graph, key);
                }
            }

            await loop.RunAsync(Reconcile);
        }
        finally
        {
            Volatile.Write(ref _loop, null);
        }
    }

    private void Look(OwnershipGraph graph, ObjectKey key)
    {
        if (_graphs.TryGetValue(graph, out var known))
        {
            var subject = $"{known.Number} {key.Type} {key.Namespace}/{key.Name}";
            _subjects[subject] = (graph, key);
            Volatile.Read(ref _loop)?.Add(subject);
        }
    }

    private TimeSpan? Reconcile(string subject)
    {
        if (!_subjects.TryRemove(subject, out var found))
        {
            return null;
        }

        var (graph, key) = found;
        try
        {
            if (graph.Client.Get(key.Type, key.Namespace, key.Name) is not { } value)
            {
                return null;
            }

            if (value.IsDeleting() && value.HasFinalizer(Orphan))
            {
                Release(graph, key, value);
            }
            else if (value.IsDeleting() && value.HasFinalizer(Foreground))
            {
                Await(graph, key, value);
            }
            else if (!value.IsDeleting())
            {
                Judge(graph, key, value);
            }
        }
        catch
        {
            // It is tried again, and must still be known then.
            _subjects.TryAdd(subject, found);
            throw;
        }

        return null;
    }

    /// <summary>What an object owns is its own from now on; then the object may go.</summary>
    private static void Release(OwnershipGraph graph, ObjectKey key, JsonObject value)
    {
        var uid = UidOf(value);
        foreach (var (dependent, _) in graph.DependentsOf(uid))
        {
            RemoveOwners(graph, dependent, owner => owner == uid);
        }

        graph.Client.Change(key.Type, key.Namespace, key.Name, current => UidOf(current) == uid && current.RemoveFinalizer(Orphan));
    }

    /// <summary>The object may go once nothing is left that it waits for; each one that goes wakes this up again.</summary>
    private static void Await(OwnershipGraph graph, ObjectKey key, JsonObject value)
    {
        var uid = UidOf(value);
        if (!graph.DependentsOf(uid).Any(dependent => dependent.Blocks))
        {
            graph.Client.Change(key.Type, key.Namespace, key.Name, current => UidOf(current) == uid && current.RemoveFinalizer(Foreground));
        }
    }

    /// <summary>An object stays as long as one of its owners does.</summary>
    private static void Judge(OwnershipGraph graph, ObjectKey key, JsonObject value)
    {
        var owners = value.ObjectsAt("metadata", "ownerReferences").ToLookup(owner => StateOf(graph, key, owner), owner => owner.TextAt("uid") ?? "");
        if (!owners[OwnerState.Missing].Any() && !owners[OwnerState.Waiting].Any())
        {
            return;
        }

        if (owners[OwnerState.Present].Any())
        {
            HashSet<string> gone = [.. owners[OwnerState.Missing], .. owners[OwnerState.Waiting]];
            RemoveOwners(graph, key, gone.Contains);
            return;
        }

        var uid = UidOf(value);
        var propagation = value.HasFinalizer(Orphan) ? DeletionPropagation.Orphan
            : value.HasFinalizer(Foreground) || (owners[OwnerState.Waiting].Any() && graph.DependentsOf(uid).Count > 0) ? DeletionPropagation.Foreground
            : DeletionPropagation.Background;
        graph.Client.Delete(key.Type, key.Namespace, key.Name, uid, propagation);
    }

    private static OwnerState StateOf(OwnershipGraph graph, ObjectKey dependent, JsonObject reference)
    {
        // Of a kind that is not served nothing is known, and nothing in a namespace owns what is in none.
        if (graph.KindOf(reference.TextAt("apiVersion") ?? "", reference.TextAt("kind") ?? "") is not { } type
            || (type.Namespaced && dependent.Namespace.Length == 0))
        {
            return OwnerState.Present;
        }

        var owner = graph.Client.Get(type, type.Namespaced ? dependent.Namespace : null, reference.TextAt("name") ?? "");
        if (owner is null || UidOf(owner) != reference.TextAt("uid"))
        {
            return OwnerState.Missing;
        }

        return owner.IsDeleting() && owner.HasFinalizer(Foreground) ? OwnerState.Waiting : OwnerState.Present;
    }

    private static void RemoveOwners(OwnershipGraph graph, ObjectKey key, Func<string, bool> isGone) =>
        graph.Client.Change(key.Type, key.Namespace, key.Name, value =>
        {
            if (value.ArrayAt("metadata", "ownerReferences") is not { } references)
            {
                return false;
            }

            JsonNode?[] gone = [.. references.Where(reference => isGone(reference.TextAt("uid") ?? ""))];
            foreach (var reference in gone)
            {
                references.Remove(reference);
            }

            if (references.Count == 0)
            {
                value.Child("metadata").Remove("ownerReferences");
            }

            return gone.Length > 0;
        });

    private static string UidOf(JsonObject value) => value.TextAt("metadata", "uid") ?? "";

    private enum OwnerState
    {
        Present,
        Missing,
        Waiting,
    }
}
