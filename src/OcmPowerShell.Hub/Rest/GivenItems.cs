using System.Security.Cryptography;
using System.Text;

namespace OcmPowerShell.Hub.Rest;

/// <summary>
/// Which objects a list has given already, so that one that is read again after a failure gives none twice. Sixteen bytes
/// an object while all goes well; a set only once something has to be looked up.
/// </summary>
internal sealed class GivenItems
{
    private readonly List<Guid> _given = [];
    private HashSet<Guid>? _lookedUp;

    /// <summary>How many objects have been given.</summary>
    public int Count => _lookedUp?.Count ?? _given.Count;

    /// <summary>Whether every object given so far would be known again.</summary>
    public bool AllHaveUids { get; private set; } = true;

    /// <summary>From now on objects come again.</summary>
    public void Repeat()
    {
        _lookedUp ??= [.. _given];
        _given.Clear();
    }

    /// <summary>Notes an object; false when it has been given already.</summary>
    public bool TryAdd(string uid)
    {
        AllHaveUids &= uid.Length > 0;
        Guid key = Guid.TryParse(uid, out Guid guid) ? guid : new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(uid)).AsSpan(0, 16));
        if (_lookedUp is not null)
        {
            return _lookedUp.Add(key);
        }

        _given.Add(key);
        return true;
    }
}
