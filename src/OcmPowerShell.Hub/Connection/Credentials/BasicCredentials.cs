using System.Net.Http.Headers;
using System.Text;

namespace OcmPowerShell.Hub.Connection.Credentials;

/// <summary>A user name and a password. API servers take none since 1.19, but proxies before them do.</summary>
internal sealed class BasicCredentials : ICredentialSource
{
    private readonly RequestCredentials _credentials;

    /// <param name="user">The user's name; a colon in it would end it.</param>
    /// <param name="password">The password; may be empty.</param>
    public BasicCredentials(string user, string password)
    {
        string encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        _credentials = new RequestCredentials
        {
            Authorization = new AuthenticationHeaderValue("Basic", encoded),
            Secrets = [encoded, password],
        };
    }

    public ValueTask<RequestCredentials> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_credentials);

    public bool Refuse(RequestCredentials refused) => false;
}
