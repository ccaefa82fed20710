using System.Globalization;

namespace OcmPowerShell.Sandbox.Server.Faults;

/// <summary>Announces a whole answer, sends half of it and fails from then on.</summary>
internal sealed class HalvingResponse(IHttpResponse response) : IHttpResponse
{
    /// <summary>Whether half was sent.</summary>
    public bool IsCut { get; private set; }

    /// <inheritdoc/>
    public void AddHeader(string name, string value) => response.AddHeader(name, value);

    /// <inheritdoc/>
    public async Task SendAsync(int status, string contentType, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        response.AddHeader("Content-Length", body.Length.ToString(CultureInfo.InvariantCulture));
        await response.StartAsync(status, contentType, cancellationToken).ConfigureAwait(false);
        await WriteAsync(body, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task StartAsync(int status, string contentType, CancellationToken cancellationToken) =>
        response.StartAsync(status, contentType, cancellationToken);

    /// <inheritdoc/>
    public async Task WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        if (!IsCut)
        {
            IsCut = true;
            await response.WriteAsync(chunk[..(chunk.Length / 2)], cancellationToken).ConfigureAwait(false);
        }

        throw new ConnectionResetException();
    }
}
