namespace OcmPowerShell.Hub.Rest;

/// <summary>One answer to a list request, read item by item.</summary>
internal sealed class ListPage : IDisposable
{
    // A server that does not know it sends the whole objects.
    private const string MetadataType = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json;q=0.8";

    private readonly RequestSender _sender;
    private readonly SilenceGuard _silence;
    private readonly HttpResponseMessage _response;
    private readonly ListReader _reader;

    private ListPage(RequestSender sender, SilenceGuard silence, HttpResponseMessage response, Stream stream)
    {
        (_sender, _silence, _response) = (sender, silence, response);
        _reader = new ListReader(stream);
    }

    /// <summary>The item last read; valid until the next read.</summary>
    public ReadOnlyMemory<byte> Item => _reader.Item;

    /// <summary>The list's resourceVersion, once all has been read.</summary>
    public string ResourceVersion => _reader.ResourceVersion;

    /// <summary>The token for the next page, once all has been read; null when this was the last.</summary>
    public string? Continue => _reader.Continue;

    /// <summary>Sends the request and reads the head of its answer.</summary>
    public static async Task<ListPage> OpenAsync(RequestSender sender, string path, bool metadataOnly, TimeSpan silenceLimit, CancellationToken cancellationToken)
    {
        SilenceGuard silence = sender.Guard(silenceLimit, cancellationToken);
        HttpResponseMessage? response = null;
        try
        {
            response = await sender.OpenAsync(HttpMethod.Get, path, null, null, silence, accept: metadataOnly ? MetadataType : null).ConfigureAwait(false);
            Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            return new ListPage(sender, silence, response, stream);
        }
        catch
        {
            response?.Dispose();
            silence.Dispose();
            throw;
        }
    }

    /// <summary>Moves to the next item; false at the end of the page.</summary>
    public ValueTask<bool> ReadAsync() => _sender.GuardAsync(_reader.ReadAsync, HttpMethod.Get, _silence);

    public void Dispose()
    {
        _reader.Dispose();
        _response.Dispose();
        _silence.Dispose();
    }
}
