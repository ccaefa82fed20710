namespace OcmPowerShell.Hub.Connection;

/// <summary>A token in a file that somebody else renews; read again once a minute, as client-go does.</summary>
internal sealed class TokenFile(string path, TimeProvider? time = null) : ITokenSource
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private (string Token, long ReadAt)? _last;

    public async ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        if (_last is { } last && _time.GetElapsedTime(last.ReadAt) < Lifetime)
        {
            return last.Token;
        }

        try
        {
            string token = (await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false)).Trim();
            if (token.Length == 0)
            {
                throw new HubException("TokenFileUnreadable", $"The token file {path} is empty.");
            }

            _last = (token, _time.GetTimestamp());
            return token;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HubException("TokenFileUnreadable", $"The token file {path} cannot be read: {exception.Message}", exception);
        }
    }
}
