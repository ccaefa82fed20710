using System.Runtime.InteropServices;

namespace OcmPowerShell.Yaml;

/// <summary>The members of one mapping in order, each name once.</summary>
internal sealed class YamlMembers
{
    // Most mappings are small: comparing a handful of names is cheaper than hashing them.
    private const int Few = 8;

    private readonly List<(string Name, int Value)> _ordered = [];
    private readonly List<bool> _merged = [];
    private Dictionary<string, int>? _places;

    public IReadOnlyList<(string Name, int Value)> Ordered => _ordered;

    /// <summary>Adds or replaces a member. False when the mapping itself already has the name, and where.</summary>
    public bool Set(string name, int value, bool isMerged, out int before)
    {
        int place = PlaceOf(name);
        if (place < 0)
        {
            before = -1;
            _places?.Add(name, _ordered.Count);
            _ordered.Add((name, value));
            _merged.Add(isMerged);
            return true;
        }

        before = _ordered[place].Value;
        if (!isMerged && !_merged[place])
        {
            return false;
        }

        _ordered[place] = (name, value);
        _merged[place] = isMerged && _merged[place];
        return true;
    }

    private int PlaceOf(string name)
    {
        if (_places is not null)
        {
            return _places.TryGetValue(name, out int place) ? place : -1;
        }

        ReadOnlySpan<(string Name, int Value)> members = CollectionsMarshal.AsSpan(_ordered);
        for (int i = 0; i < members.Length; i++)
        {
            if (members[i].Name == name)
            {
                return i;
            }
        }

        if (members.Length >= Few)
        {
            _places = new Dictionary<string, int>(StringComparer.Ordinal);
            for (int i = 0; i < members.Length; i++)
            {
                _places.Add(members[i].Name, i);
            }
        }

        return -1;
    }
}
