namespace OcmPowerShell.Hub.Connection;

/// <summary>Where a bearer token comes from.</summary>
internal interface ITokenSource
{
    /// <summary>The token to send with the next request.</summary>
    ValueTask<string> GetAsync(CancellationToken cancellationToken);
}
