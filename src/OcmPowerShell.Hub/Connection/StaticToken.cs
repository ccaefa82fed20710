namespace OcmPowerShell.Hub.Connection;

/// <summary>A token that never changes.</summary>
internal sealed class StaticToken(string token) : ITokenSource
{
    /// <summary>Whether a text fits into an HTTP header.</summary>
    public static bool CanBeSent(string token) => token.All(character => character is >= ' ' and <= '~');

    public ValueTask<string> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(token);
}
