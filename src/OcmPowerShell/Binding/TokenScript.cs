using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Net;
using System.Security;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection.Credentials;

namespace OcmPowerShell.Binding;

/// <summary>
/// A token that a script block gets: once, and again when it has run out or the hub refuses it. The script runs on the
/// pipeline thread of the cmdlet that needs it; other threads wait for that one run.
/// </summary>
internal sealed class TokenScript : ICredentialSource, IDisposable
{
    // Renewed so long before its end, for clocks that differ and requests that take their time.
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(30);

    private readonly ScriptBlock _script;
    private readonly Runspace _home = Runspace.DefaultRunspace;
    private readonly SemaphoreSlim _one = new(1);
    private volatile Answer? _last;

    public TokenScript(ScriptBlock script) => _script = script;

    public async ValueTask<RequestCredentials> GetAsync(CancellationToken cancellationToken)
    {
        if (_last is { IsGood: true } last)
        {
            return last.Credentials;
        }

        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_last is { IsGood: true } renewed)
            {
                return renewed.Credentials;
            }

            PipelineBridge bridge = PipelineBridge.Current
                ?? throw new HubException("TokenScriptFailed", "The token script can only be run while a cmdlet of OcmPowerShell runs.");
            Answer answer = await bridge.AskAsync(Run, cancellationToken).ConfigureAwait(false);
            _last = answer;
            return answer.Credentials;
        }
        finally
        {
            _one.Release();
        }
    }

    public bool Refuse(RequestCredentials refused)
    {
        if (ReferenceEquals(_last?.Credentials, refused))
        {
            _last = null;
        }

        return true;
    }

    public void Dispose() => _one.Dispose();

    private Answer Run()
    {
        // A script block belongs to its runspace; elsewhere only its text can run, and waiting for its own runspace, which
        // may be waiting for us, would never end.
        ScriptBlock script = Runspace.DefaultRunspace == _home ? _script : ScriptBlock.Create(_script.ToString());
        try
        {
            PSObject[] output = script.Invoke().Where(item => item is not null).ToArray();
            return output.Length == 1
                ? Read(output[0])
                : throw new HubException("TokenScriptFailed", $"The token script gave {output.Length} objects in place of one token. Let it end with the token alone, as text or SecureString.");
        }
        catch (RuntimeException exception) when (exception is not PipelineStoppedException)
        {
            throw new HubException("TokenScriptFailed", $"The token script failed: {exception.Message}", exception);
        }
    }

    // Get-AzAccessToken gives an object of Token and ExpiresOn, az and others one of accessToken and expires_on.
    private static Answer Read(PSObject output)
    {
        object? token = output.BaseObject is string or SecureString ? output.BaseObject
            : Property(output, "Token", "AccessToken", "access_token");
        object? until = output.BaseObject is string or SecureString ? null : Property(output, "ExpiresOn", "expires_on", "ExpirationTimestamp");
        return token switch
        {
            SecureString secure => Of(new NetworkCredential("", secure).Password, until),
            string text => Of(text, until),
            _ => throw new HubException("TokenScriptFailed", $"The token script gave a {output.BaseObject.GetType().Name} without a token. Let it give text, a SecureString, or an object with the property Token."),
        };
    }

    private static Answer Of(string token, object? until)
    {
        string trimmed = token.Trim();
        return trimmed.Length > 0 && StaticToken.CanBeSent(trimmed)
            ? new Answer(RequestCredentials.Bearer(trimmed), Expiry(until) - Leeway)
            : throw new HubException("TokenScriptFailed", "The token script gave an empty text, or one with line breaks or characters that no token has.");
    }

    private static DateTimeOffset? Expiry(object? until) => until switch
    {
        DateTimeOffset time => time,
        DateTime time => time,
        long seconds => DateTimeOffset.FromUnixTimeSeconds(seconds),
        string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) => time,
        _ => null,
    };

    private static object? Property(PSObject output, params string[] names)
    {
        object? value = names.Select(name => output.Properties[name]?.Value).FirstOrDefault(found => found is not null);
        return value is PSObject wrapped ? wrapped.BaseObject : value;
    }

    private sealed record Answer(RequestCredentials Credentials, DateTimeOffset? Until)
    {
        public bool IsGood => Until is null || DateTimeOffset.UtcNow < Until;
    }
}
