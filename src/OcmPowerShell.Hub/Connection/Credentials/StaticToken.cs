namespace OcmPowerShell.Hub.Connection.Credentials;

/// <summary>A token that never changes.</summary>
internal sealed class StaticToken(string token) : ICredentialSource
{
    private readonly RequestCredentials _credentials = RequestCredentials.Bearer(token);

    /// <summary>Whether a text fits into an HTTP header.</summary>
    public static bool CanBeSent(string token) => token.All(character => character is >= ' ' and <= '~');

    public ValueTask<RequestCredentials> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_credentials);

    public bool Refuse(RequestCredentials refused) => false;
}
