using System.Text;
using OcmPowerShell.Hub.Kubeconfig;

namespace OcmPowerShell.Hub.Connection.Credentials;

/// <summary>A token in a file that somebody else renews; read again once a minute, as client-go does.</summary>
internal sealed class TokenFile(string path, TimeProvider? time = null) : ICredentialSource
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private volatile Reading? _last;

    public async ValueTask<RequestCredentials> GetAsync(CancellationToken cancellationToken)
    {
        Reading? last = _last;
        if (last is not null && _time.GetElapsedTime(last.At) < Lifetime)
        {
            return last.Credentials;
        }

        try
        {
            last = new Reading(RequestCredentials.Bearer(await ReadAsync(cancellationToken).ConfigureAwait(false)), _time.GetTimestamp());
        }
        catch (HubException) when (last is not null)
        {
            // Caught while it is being renewed: the old token is good for a little longer than the file says.
            return last.Credentials;
        }

        _last = last;
        return last.Credentials;
    }

    // Whoever renews the file may have done so within the minute: it is read again at once.
    public bool Refuse(RequestCredentials refused)
    {
        if (_last is { } last && ReferenceEquals(last.Credentials, refused))
        {
            _last = null;
        }

        return true;
    }

    private async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            byte[] bytes = await Task.Run(() => BoundedFile.Read(path, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false);
            string token = Encoding.UTF8.GetString(bytes).Trim('\uFEFF', ' ', '\t', '\r', '\n');
            return token.Length == 0 ? throw new HubException("TokenFileUnreadable", $"The token file {path} is empty.")
                : StaticToken.CanBeSent(token) ? token
                : throw new HubException("TokenFileUnreadable", $"The token file {path} holds something that is not a token: more than one line, or characters that no token has.");
        }
        catch (IOException) when (!File.Exists(path))
        {
            // The path is not told: it may be the token itself, in the wrong field.
            throw new HubException("TokenFileUnreadable", "The token file that the kubeconfig names (tokenFile) does not exist. If that field holds the token itself, the field is meant to be token.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HubException("TokenFileUnreadable", $"The token file {path} cannot be read: {exception.Message}", exception);
        }
    }

    private sealed record Reading(RequestCredentials Credentials, long At);
}
