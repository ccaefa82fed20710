using System.Collections.Immutable;

namespace OcmPowerShell.Sandbox.Api.Resources;

/// <summary>The kinds that one server serves. More may be added while it runs.</summary>
internal sealed class ResourceTable
{
    private readonly object _gate = new();
    private ImmutableDictionary<(string Group, string Version, string Plural), ResourceDefinition> _byName =
        ImmutableDictionary<(string Group, string Version, string Plural), ResourceDefinition>.Empty;

    private ImmutableList<ResourceDefinition> _all = [];

    public ResourceTable(params ResourceDefinition[] definitions)
    {
        foreach (ResourceDefinition definition in definitions)
        {
            Add(definition);
        }
    }

    /// <summary>
    /// Whether a kind that nobody described is served as soon as somebody names it in-process, with no schema. That is how
    /// a managed cluster takes whatever a work brings.
    /// </summary>
    public bool AcceptsAnyKind { get; init; }

    /// <summary>All kinds in the order they were added.</summary>
    public IReadOnlyList<ResourceDefinition> All => _all;

    /// <summary>Adds a kind, or replaces what is known of it.</summary>
    public void Add(ResourceDefinition definition)
    {
        lock (_gate)
        {
            (string, string, string) key = Key(definition.Type);
            _all = _byName.TryGetValue(key, out ResourceDefinition? known) ? _all.Replace(known, definition) : _all.Add(definition);
            _byName = _byName.SetItem(key, definition);
        }
    }

    /// <summary>Puts some kinds in the place of others, at once.</summary>
    /// <param name="definitions">The kinds that are served from now on.</param>
    /// <param name="outdated">Whether a kind is no longer served, unless it is one of them.</param>
    public void Replace(IReadOnlyList<ResourceDefinition> definitions, Predicate<ResourceDefinition> outdated)
    {
        lock (_gate)
        {
            HashSet<(string, string, string)> kept = [.. definitions.Select(definition => Key(definition.Type))];
            foreach (ResourceDefinition gone in _all.Where(known => outdated(known) && !kept.Contains(Key(known.Type))))
            {
                _all = _all.Remove(gone);
                _byName = _byName.Remove(Key(gone.Type));
            }

            foreach (ResourceDefinition definition in definitions)
            {
                Add(definition);
            }
        }
    }

    /// <summary>The kind of a URL; null where it is not served.</summary>
    public ResourceDefinition? Find(string group, string version, string plural) =>
        _byName.GetValueOrDefault((group, version, plural));

    /// <summary>The kind of an object; null where it is not served.</summary>
    public ResourceDefinition? FindKind(string apiVersion, string kind) =>
        _all.Find(definition => definition.Type.Kind == kind && definition.Type.ApiVersion == apiVersion);

    /// <summary>The kind; where any kind is accepted, it is served from now on.</summary>
    /// <exception cref="ApiException">It is not served.</exception>
    public ResourceDefinition Get(ResourceType type)
    {
        if (_byName.TryGetValue(Key(type), out ResourceDefinition? known))
        {
            return known;
        }

        if (!AcceptsAnyKind)
        {
            throw Refusal.UnknownResource();
        }

        lock (_gate)
        {
            if (!_byName.ContainsKey(Key(type)))
            {
                Add(new ResourceDefinition { Type = type });
            }

            return _byName[Key(type)];
        }
    }

    private static (string Group, string Version, string Plural) Key(ResourceType type) => (type.Group, type.Version, type.Plural);
}
