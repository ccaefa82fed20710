using System.Net.Http.Headers;
using System.Text;
using OcmPowerShell.Hub.Connection.Network;

namespace OcmPowerShell.Hub.Connection.Credentials;

/// <summary>Whom the hub is asked to take us for: its admins may act as somebody else.</summary>
internal sealed class Impersonation
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

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

        // Header names know no case, and the server reads the keys in lower case: two that differ in it alone are one.
        foreach (IGrouping<string, KeyValuePair<string, IReadOnlyList<string>>> key in (extra ?? new Dictionary<string, IReadOnlyList<string>>()).GroupBy(pair => pair.Key.ToLowerInvariant()))
        {
            if (!CanBeSent(key.Key))
            {
                throw CannotBeSent("Impersonate-Extra");
            }

            // The server decodes the key, which may hold what no header name may.
            Add("Impersonate-Extra-" + Uri.EscapeDataString(key.Key), key.SelectMany(pair => pair.Value).ToArray());
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
        if (!values.All(CanBeSent))
        {
            throw CannotBeSent(name);
        }

        if (values.Count > 0)
        {
            _headers.Add((name, RepeatedHeader.Join(values)));
            HasRepeatedHeaders |= values.Count > 1;
        }
    }

    // A server drops spaces around a header's value, and half a character becomes another one: it would be somebody else.
    private static bool CanBeSent(string value)
    {
        try
        {
            return value.Length > 0 && value.Trim().Length == value.Length && !value.Any(char.IsControl) && Strict.GetByteCount(value) > 0;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    private static HubException CannotBeSent(string name) =>
        new("InvalidImpersonation", $"A value for {name} is empty, has spaces around it or holds a control character: that cannot be sent.");
}
