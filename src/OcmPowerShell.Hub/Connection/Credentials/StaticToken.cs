using System.Net;
using System.Security;

namespace OcmPowerShell.Hub.Connection.Credentials;

/// <summary>A token that never changes.</summary>
internal sealed class StaticToken(string token) : ICredentialSource
{
    private readonly RequestCredentials _credentials = RequestCredentials.Bearer(token);

    /// <summary>A token that somebody typed or keeps in a vault.</summary>
    /// <exception cref="HubException"><c>InvalidArgument</c>: it is empty or cannot be sent.</exception>
    public static StaticToken Of(SecureString token)
    {
        string text = new NetworkCredential("", token).Password.Trim();
        return text.Length > 0 && CanBeSent(text)
            ? new StaticToken(text)
            : throw new HubException("InvalidArgument", "The token is empty, or holds a line break or another character that no token has.");
    }

    /// <summary>Whether a text fits into an HTTP header.</summary>
    public static bool CanBeSent(string token) => token.All(character => character is >= ' ' and <= '~');

    public ValueTask<RequestCredentials> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_credentials);

    public bool Refuse(RequestCredentials refused) => false;
}
