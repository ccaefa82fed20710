using System.Diagnostics;

namespace OcmPowerShell.Hub.Connection.Credentials.Exec;

/// <summary>
/// Credentials that a program prints, as kubectl's credential plugins do: from memory until shortly before they expire or
/// the hub refuses them, then the program runs again, once for all who wait.
/// </summary>
internal sealed class ExecCredentials : ICredentialSource
{
    // Credentials must still be good when the request that shows them arrives.
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(10);

    private readonly ExecConfig _config;
    private readonly ExecRunner _runner;
    private readonly ExecTerminal _terminal;
    private readonly TimeProvider _time;
    private readonly SingleFlight<RequestCredentials> _plugin;
    private volatile Answer? _last;
    private (byte[] Certificate, byte[] Key, ClientCertificate Pair)? _pair;

    /// <param name="config">The plugin.</param>
    /// <param name="runner">How it is run; null for the usual limits.</param>
    /// <param name="terminal">Where it may ask a person; null for this process' terminal.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public ExecCredentials(ExecConfig config, ExecRunner? runner = null, ExecTerminal? terminal = null, TimeProvider? time = null)
    {
        (_config, _runner, _terminal, _time) = (config, runner ?? new ExecRunner(), terminal ?? ExecTerminal.Standard, time ?? TimeProvider.System);
        _plugin = new SingleFlight<RequestCredentials>(RenewAsync);
    }

    public ValueTask<RequestCredentials> GetAsync(CancellationToken cancellationToken) =>
        Good() is { } credentials ? ValueTask.FromResult(credentials) : new ValueTask<RequestCredentials>(_plugin.JoinAsync(cancellationToken));

    public bool Refuse(RequestCredentials refused)
    {
        // Whoever is refused with the same credentials later finds others here, or none: the plugin runs once for all of them.
        if (_last is { } last && ReferenceEquals(last.Credentials, refused))
        {
            _last = null;
        }

        return true;
    }

    private RequestCredentials? Good() => _last is { } last && _time.GetUtcNow() < last.GoodUntil ? last.Credentials : null;

    private async Task<RequestCredentials> RenewAsync(CancellationToken cancellationToken)
    {
        // Whoever saw none may have come just after the run that brought some.
        if (Good() is { } already)
        {
            return already;
        }

        ExecResponse response = await AskAsync(cancellationToken).ConfigureAwait(false);
        ClientCertificate? certificate = Certificate(response);
        DateTimeOffset end = response.Expiration ?? DateTimeOffset.MaxValue;
        if (certificate is not null && certificate.NotAfter < end)
        {
            // An expired certificate fails in the handshake, where nobody could refuse it.
            end = certificate.NotAfter;
        }

        var credentials = response.Token is { } token
            ? new RequestCredentials { Authorization = new("Bearer", token), Certificate = certificate, Secrets = [token] }
            : new RequestCredentials { Certificate = certificate };
        _last = new Answer(credentials, end == DateTimeOffset.MaxValue ? end : end - Leeway);
        return credentials;
    }

    private async Task<ExecResponse> AskAsync(CancellationToken cancellationToken)
    {
        bool interactive = _config.InteractiveMode != ExecInteractiveMode.Never && _terminal.IsThere();
        if (_config.InteractiveMode == ExecInteractiveMode.Always && !interactive)
        {
            throw ExecErrors.NoTerminal(_config);
        }

        ProcessStartInfo start = ExecCommand.StartInfo(ExecCommand.Find(_config), _config);
        foreach ((string name, string value) in _config.Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment[ExecRequest.Variable] = ExecRequest.Json(_config, interactive);
        ExecOutput output = await _runner.RunAsync(start, _config, interactive ? _terminal : null, cancellationToken).ConfigureAwait(false);
        return output.ExitCode == 0 ? ExecResponse.Parse(output.Output, _config) : throw ExecErrors.Failed(_config, output);
    }

    // The same object while it is the same certificate: another one opens new sockets.
    private ClientCertificate? Certificate(ExecResponse response)
    {
        if (response.Certificate is not { } certificate || response.Key is not { } key)
        {
            return null;
        }

        if (_pair is not { } pair || !certificate.AsSpan().SequenceEqual(pair.Certificate) || !key.AsSpan().SequenceEqual(pair.Key))
        {
            _pair = pair = (certificate, key, PemKeyPair.Read(certificate, key, "CredentialPluginInvalid", $"the credential plugin '{TerminalText.Plain(_config.Command)}' of {_config.Owner}"));
        }

        return pair.Pair;
    }

    private sealed record Answer(RequestCredentials Credentials, DateTimeOffset GoodUntil);
}
