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

    // A plugin that gives what was refused, or fails, is left alone for a while: a fan-out would run it for every cluster.
    private static readonly TimeSpan RestAfterRefusal = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RestAfterFailure = TimeSpan.FromSeconds(2);

    private readonly ExecConfig _config;
    private readonly ExecRunner _runner;
    private readonly ExecTerminal _terminal;
    private readonly TimeProvider _time;
    private readonly SingleFlight<RequestCredentials> _plugin;
    private volatile Answer? _last;
    private volatile Answer? _refused;
    private volatile Failure? _failure;
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
        Good() is { } credentials ? ValueTask.FromResult(credentials)
        : _failure is { } failure && _time.GetUtcNow() < failure.Until ? throw new HubException(failure.Exception.ErrorId, failure.Exception.Message, failure.Exception)
        : new ValueTask<RequestCredentials>(_plugin.JoinAsync(cancellationToken));

    public bool Refuse(RequestCredentials refused)
    {
        // Whoever is refused with the same credentials later finds others here, or none: the plugin runs once for all of them.
        if (_last is { } last && ReferenceEquals(last.Credentials, refused))
        {
            if (_time.GetUtcNow() < last.GivenAgainUntil)
            {
                return false;
            }

            (_refused, _last) = (last, null);
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

        ExecResponse response = await AskOrRememberAsync(cancellationToken).ConfigureAwait(false);
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
        DateTimeOffset goodUntil = end == DateTimeOffset.MaxValue ? end : end - Leeway;
        Answer answer = _refused is { } refused && AreSame(refused.Credentials, credentials)
            ? new Answer(refused.Credentials, goodUntil, _time.GetUtcNow() + RestAfterRefusal)
            : new Answer(credentials, goodUntil, DateTimeOffset.MinValue);
        _last = answer;
        return answer.Credentials;
    }

    private async Task<ExecResponse> AskOrRememberAsync(CancellationToken cancellationToken)
    {
        try
        {
            ExecResponse response = await AskAsync(cancellationToken).ConfigureAwait(false);
            _failure = null;
            return response;
        }
        catch (HubException exception)
        {
            _failure = new Failure(exception, _time.GetUtcNow() + RestAfterFailure);
            throw;
        }
    }

    private static bool AreSame(RequestCredentials one, RequestCredentials other) =>
        Equals(one.Authorization, other.Authorization) && ReferenceEquals(one.Certificate, other.Certificate);

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

    private sealed record Answer(RequestCredentials Credentials, DateTimeOffset GoodUntil, DateTimeOffset GivenAgainUntil);

    private sealed record Failure(HubException Exception, DateTimeOffset Until);
}
