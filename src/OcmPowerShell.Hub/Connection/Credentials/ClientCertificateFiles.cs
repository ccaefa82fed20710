namespace OcmPowerShell.Hub.Connection.Credentials;

/// <summary>
/// A client certificate and key in files that somebody else renews: looked at again every few seconds, and at once after
/// a 401. What they hold is compared: a mounted secret changes without its files' times doing so.
/// </summary>
internal sealed class ClientCertificateFiles : ICredentialSource
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private readonly object _gate = new();
    private readonly Func<(byte[] Certificate, byte[] Key)> _read;
    private readonly string _owner;
    private readonly bool _mustBeValid;
    private readonly TimeProvider _time;
    private Reading _last;
    private long _looked;
    private bool _refused;

    /// <summary>Reads the files for the first time.</summary>
    /// <param name="read">Reads both.</param>
    /// <param name="owner">Whose they are, as in "the user 'admin' in …".</param>
    /// <param name="mustBeValid">Whether an expired certificate is an error: not where something else beside it may let the request in.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="HubException"><c>KubeconfigInvalid</c>: they cannot be read, or not be used.</exception>
    public ClientCertificateFiles(Func<(byte[] Certificate, byte[] Key)> read, string owner, bool mustBeValid, TimeProvider? time = null)
    {
        (_read, _owner, _mustBeValid, _time) = (read, owner, mustBeValid, time ?? TimeProvider.System);
        _last = Read(null);
        _looked = _time.GetTimestamp();
    }

    public ValueTask<RequestCredentials> GetAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            DateTimeOffset now = _time.GetUtcNow();
            if (_refused || _last.Certificate.NotAfter < now || _time.GetElapsedTime(_looked) >= LookEvery)
            {
                Look();
            }

            if (_mustBeValid)
            {
                _last.Certificate.ThrowIfExpired(_owner, now);
            }

            return ValueTask.FromResult(_last.Credentials);
        }
    }

    public bool Refuse(RequestCredentials refused)
    {
        lock (_gate)
        {
            _refused |= ReferenceEquals(refused, _last.Credentials);
            return true;
        }
    }

    // The old certificate is not disposed of: requests under way, and sockets that are opened for them, still show it.
    private void Look()
    {
        try
        {
            _last = Read(_last);
        }
        catch (HubException)
        {
            // Caught between the writing of the one file and of the other: the old pair is good for a little longer.
        }

        _looked = _time.GetTimestamp();
        _refused = false;
    }

    private Reading Read(Reading? last)
    {
        (byte[] certificate, byte[] key) = _read();
        if (last is not null && certificate.AsSpan().SequenceEqual(last.CertificatePem) && key.AsSpan().SequenceEqual(last.KeyPem))
        {
            return last;
        }

        ClientCertificate pair = PemKeyPair.Read(certificate, key, "KubeconfigInvalid", _owner);
        return new Reading(certificate, key, pair, new RequestCredentials { Certificate = pair });
    }

    private sealed class Reading(byte[] certificatePem, byte[] keyPem, ClientCertificate certificate, RequestCredentials credentials)
    {
        public byte[] CertificatePem => certificatePem;

        public byte[] KeyPem => keyPem;

        public ClientCertificate Certificate => certificate;

        public RequestCredentials Credentials => credentials;
    }
}
