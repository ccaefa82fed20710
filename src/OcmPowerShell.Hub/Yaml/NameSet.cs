namespace OcmPowerShell.Hub.Yaml;

/// <summary>The member names of one JSON object, to find one that comes twice.</summary>
internal sealed class NameSet
{
    // Most objects are small: comparing a handful of names is cheaper than hashing them.
    private const int Few = 8;

    private readonly List<string> _few = new(Few);
    private readonly HashSet<string> _many = new(StringComparer.Ordinal);

    public bool Add(string name)
    {
        if (_many.Count > 0)
        {
            return _many.Add(name);
        }

        if (_few.Contains(name))
        {
            return false;
        }

        if (_few.Count < Few)
        {
            _few.Add(name);
            return true;
        }

        _many.UnionWith(_few);
        return _many.Add(name);
    }

    public void Clear()
    {
        _few.Clear();
        _many.Clear();
    }
}
