namespace OcmPowerShell.Hub.Cel.Values;

/// <summary>A map that an expression made.</summary>
internal sealed class CelEntries : CelMap
{
    private readonly Dictionary<object, object?> _entries = [];

    public override int Count => _entries.Count;

    public override IEnumerable<object?> Keys => _entries.Keys;

    /// <summary>Sets an entry.</summary>
    /// <returns>Whether such a key may be.</returns>
    public bool Set(object? key, object? value)
    {
        if (key is not (bool or long or ulong or string))
        {
            return false;
        }

        _entries[SameForSameNumber(key)] = value;
        return true;
    }

    public override bool TryGet(object? key, out object? value)
    {
        value = null;
        return key is not null && _entries.TryGetValue(SameForSameNumber(key), out value);
    }

    private static object SameForSameNumber(object key) => key switch
    {
        ulong number when number <= long.MaxValue => (long)number,
        double number when Math.Floor(number) == number && number is >= long.MinValue and < long.MaxValue => (long)number,
        double number when Math.Floor(number) == number && number is >= long.MaxValue and < ulong.MaxValue => (ulong)number,
        _ => key,
    };
}
