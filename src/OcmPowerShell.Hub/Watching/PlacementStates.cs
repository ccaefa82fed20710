using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Watching;

/// <summary>What a watch has told of placements and their decisions, and what of it has been passed on.</summary>
internal sealed class PlacementStates
{
    private readonly Dictionary<ObjectKey, State> _states = [];
    private readonly Dictionary<ObjectKey, ObjectKey> _placementOf = [];
    private readonly HashSet<ObjectKey> _changed = [];

    /// <summary>Takes what happened to a placement.</summary>
    public void Take(WatchEventType type, Placement placement, Func<ObjectKey, bool> wanted)
    {
        if (wanted(placement.Key))
        {
            Of(placement.Key).Placement = type == WatchEventType.Deleted ? null : placement;
            _changed.Add(placement.Key);
        }
    }

    /// <summary>Takes what happened to a part of a placement's decisions.</summary>
    public void Take(WatchEventType type, PlacementDecisionObject part)
    {
        // Its label may name another placement now.
        if (_placementOf.Remove(part.Key, out ObjectKey before))
        {
            Of(before).Parts.Remove(part.Name);
            _changed.Add(before);
        }

        if (type != WatchEventType.Deleted)
        {
            _placementOf[part.Key] = part.Placement;
            Of(part.Placement).Parts[part.Name] = [.. part.Decisions.Select(row => row.Cluster)];
            _changed.Add(part.Placement);
        }
    }

    /// <summary>Takes all as it is for passed on, and returns it.</summary>
    public IEnumerable<PlacementSnapshot> Begin() => TakeChanged().Select(change => change.Now).OfType<PlacementSnapshot>();

    /// <summary>What has been passed on and what is now, of each placement that may have changed.</summary>
    public List<(PlacementSnapshot? Told, PlacementSnapshot? Now)> TakeChanged()
    {
        List<(PlacementSnapshot? Told, PlacementSnapshot? Now)> changes = [];
        foreach (ObjectKey key in _changed)
        {
            State state = _states[key];
            PlacementSnapshot? now = state.Placement is null ? null : new PlacementSnapshot(state.Placement, state.Parts.Values.SelectMany(names => names).ToHashSet());
            changes.Add((state.Told, now));
            state.Told = now;
            if (now is null && state.Parts.Count == 0)
            {
                _states.Remove(key);
            }
        }

        _changed.Clear();
        return changes;
    }

    private State Of(ObjectKey key) => _states.TryGetValue(key, out State? state) ? state : _states[key] = new State();

    /// <summary>What is known of a placement: it and its decisions may come in any order.</summary>
    private sealed class State
    {
        public PlacementSnapshot? Told { get; set; }

        public Placement? Placement { get; set; }

        public Dictionary<string, IReadOnlyList<string>> Parts { get; } = [];
    }
}
