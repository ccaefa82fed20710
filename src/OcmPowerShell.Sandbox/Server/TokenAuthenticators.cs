namespace OcmPowerShell.Sandbox.Server;

/// <summary>Several that know tokens, asked one after the other.</summary>
internal sealed class TokenAuthenticators(params IReadOnlyList<ITokenAuthenticator> all) : ITokenAuthenticator
{
    /// <inheritdoc/>
    public Identity? Find(string token) => all.Select(one => one.Find(token)).FirstOrDefault(identity => identity is not null);
}
