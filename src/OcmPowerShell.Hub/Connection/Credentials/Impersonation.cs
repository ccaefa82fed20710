using System.Net.Http.Headers;
using OcmPowerShell.Hub.Connection.Network;

namespace OcmPowerShell.Hub.Connection.Credentials;

/// <summary>Whom the hub is asked to take us for: its admins may act as somebody else.</summary>
internal sealed class Impersonation
{
    private readonly List<(string Name, string Value)> _headers = [];

    /// <param name="user">The user's name (<c>as</c>).</param>
    /// <param name="uid">The user's uid (<c>as-uid</c>); null for none.</param>
    /// <param name="groups">The groups (<c>as-groups</c>).</param>
    /// <param name="extra">More about the user (<c>as-user-extra</c>): each key may have several values.</param>
    /// <exception cref="HubException"><c>InvalidImpersonation</c>: a value cannot be sent. It is never left out: the request would go out with more rights.</exception>
    public Impersonation(string user, string? uid = null, IReadOnlyList<string>? groups = null, IReadOnlyDictionary<string, IReadOnlyList<string>>? extra = null)
    {
        User = user;
        Add("Impersonate-User", [user]);
        Add("Impersonate-Uid", uid is null ? [] : [uid]);
        Add("Impersonate-Group", groups ?? []);
        foreach ((string key, IReadOnlyList<string> values) in extra ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            // The server decodes the key, which may hold what no header name may.
            Add("Impersonate-Extra-" + Uri.EscapeDataString(key), values);
        }
    }

    /// <summary>The user's name.</summary>
    public string User { get; }

    /// <summary>Whether a header has several values, which takes a line for each.</summary>
    public bool HasRepeatedHeaders { get; private set; }

    /// <summary>Adds the headers to a request.</summary>
    public void AddTo(HttpRequestHeaders headers)
    {
        foreach ((string name, string value) in _headers)
        {
            headers.TryAddWithoutValidation(name, value);
        }
    }

    private void Add(string name, IReadOnlyList<string> values)
    {
        if (values.Any(value => value.Length == 0 || value.Any(char.IsControl)))
        {
            throw new HubException("InvalidImpersonation", $"A value for {name} is empty or holds a control character: that cannot be sent.");
        }

        if (values.Count > 0)
        {
            _headers.Add((name, RepeatedHeader.Join(values)));
            HasRepeatedHeaders |= values.Count > 1;
        }
    }
}
