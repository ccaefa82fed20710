namespace OcmPowerShell.Sandbox.Server.Faults;

/// <summary>Sends every event of a watch twice, as happens when a server loses its place.</summary>
internal sealed class RepeatingResponse(IHttpResponse response) : AlteredResponse(response)
{
    /// <inheritdoc/>
    public override async Task WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        await base.WriteAsync(chunk, cancellationToken).ConfigureAwait(false);
        await base.WriteAsync(chunk, cancellationToken).ConfigureAwait(false);
    }
}
