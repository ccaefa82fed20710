namespace OcmPowerShell.Hub.Connection;

/// <summary>A token that never changes.</summary>
internal sealed class StaticToken(string token) : ITokenSource
{
    public ValueTask<string> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(token);
}
