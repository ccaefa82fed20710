namespace OcmPowerShell.Sandbox.Server.Faults;

/// <summary>Ends a stream after so many chunks, as if that were all: no error, no last word.</summary>
internal sealed class EndingResponse(IHttpResponse response, int chunks) : AlteredResponse(response)
{
    private int _left = chunks;

    /// <inheritdoc/>
    public override async Task StartAsync(int status, string contentType, CancellationToken cancellationToken)
    {
        await base.StartAsync(status, contentType, cancellationToken).ConfigureAwait(false);
        EndWhenDone();
    }

    /// <inheritdoc/>
    public override async Task WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        await base.WriteAsync(chunk, cancellationToken).ConfigureAwait(false);
        _left--;
        EndWhenDone();
    }

    private void EndWhenDone()
    {
        if (_left <= 0)
        {
            throw new EndOfAnswerException();
        }
    }
}
