namespace OcmPowerShell.Hub.Connection.Credentials;

/// <summary>A certificate and a token side by side: of each kind, the first source that has it.</summary>
internal sealed class CombinedCredentials(IReadOnlyList<ICredentialSource> sources) : ICredentialSource
{
    private readonly object _gate = new();
    private IReadOnlyList<RequestCredentials> _parts = [];
    private RequestCredentials _whole = RequestCredentials.None;

    /// <summary>One source of all that are given; null where none is.</summary>
    public static ICredentialSource? Of(params ICredentialSource?[] sources)
    {
        ICredentialSource[] given = sources.OfType<ICredentialSource>().ToArray();
        return given.Length switch
        {
            0 => null,
            1 => given[0],
            _ => new CombinedCredentials(given),
        };
    }

    public async ValueTask<RequestCredentials> GetAsync(CancellationToken cancellationToken)
    {
        var parts = new RequestCredentials[sources.Count];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = await sources[i].GetAsync(cancellationToken).ConfigureAwait(false);
        }

        lock (_gate)
        {
            if (!parts.SequenceEqual(_parts))
            {
                _parts = parts;
                _whole = new RequestCredentials
                {
                    Authorization = Array.Find(parts, part => part.Authorization is not null)?.Authorization,
                    Certificate = Array.Find(parts, part => part.Certificate is not null)?.Certificate,
                    Secrets = parts.SelectMany(part => part.Secrets).ToArray(),
                };
            }

            return _whole;
        }
    }

    public bool Refuse(RequestCredentials refused)
    {
        IReadOnlyList<RequestCredentials> parts;
        lock (_gate)
        {
            if (!ReferenceEquals(refused, _whole))
            {
                // They have changed since: there are others already.
                return true;
            }

            parts = _parts;
        }

        // All are told: which of them the server did not like it does not say.
        bool renewed = false;
        for (int i = 0; i < parts.Count; i++)
        {
            renewed |= sources[i].Refuse(parts[i]);
        }

        return renewed;
    }
}
