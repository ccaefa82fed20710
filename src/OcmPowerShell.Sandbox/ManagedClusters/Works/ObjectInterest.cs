using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;

namespace OcmPowerShell.Sandbox.ManagedClusters.Works;

/// <summary>
/// Which works want to hear of which objects on the managed cluster. It watches a kind from the first work that has one
/// on, so that a change is reported when it happens; a real agent looks every ten seconds or more.
/// </summary>
internal sealed class ObjectInterest(IResourceClient cluster, KindCatalog kinds, ReconcileLoop loop)
{
    private readonly object _lock = new();
    private readonly HashSet<ResourceType> _watched = [];
    private readonly Dictionary<(string, string, string, string), HashSet<string>> _works = [];
    private readonly Dictionary<string, List<(string, string, string, string)>> _objects = [];

    /// <summary>Replaces what a work wants to hear of; nothing ends it.</summary>
    public void Set(string work, IReadOnlyCollection<(string Group, string Version, string Resource, string Namespace, string Name)> objects)
    {
        lock (_lock)
        {
            foreach (var key in _objects.GetValueOrDefault(work) ?? [])
            {
                if (_works.TryGetValue(key, out var works) && works.Remove(work) && works.Count == 0)
                {
                    _works.Remove(key);
                }
            }

            _objects.Remove(work);
            if (objects.Count == 0)
            {
                return;
            }

            var keys = objects.Select(item => (item.Group, item.Resource, item.Namespace, item.Name)).Distinct().ToList();
            _objects[work] = keys;
            foreach (var key in keys)
            {
                if (!_works.TryGetValue(key, out var works))
                {
                    _works[key] = works = [];
                }

                works.Add(work);
            }
        }

        foreach (var (group, version, resource) in objects.Select(item => (item.Group, item.Version, item.Resource)).Distinct())
        {
            if (kinds.FindByPlural(group, version, resource) is { } type)
            {
                Watch(type);
            }
        }
    }

    private void Watch(ResourceType type)
    {
        lock (_lock)
        {
            // Kinds made by a definition come as new instances each time; they are equal by value but for the short names.
            if (_watched.Any(known => known.ApiVersion == type.ApiVersion && known.Plural == type.Plural))
            {
                return;
            }

            _watched.Add(type);
        }

        loop.Follow($"the watch of {type}", async cancellationToken =>
        {
            await foreach (var change in cluster.WatchAsync(type, null, cancellationToken))
            {
                foreach (var work in WorksOf((type.Group, type.Plural, change.Object.Namespace(), change.Object.Name())))
                {
                    loop.Add(work);
                }
            }
        });
    }

    private string[] WorksOf((string, string, string, string) key)
    {
        lock (_lock)
        {
            return _works.TryGetValue(key, out var works) ? [.. works] : [];
        }
    }
}
