using System.Buffers;
using System.Text;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Rendering;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Api.Verbs;
using OcmPowerShell.Sandbox.Server;

namespace OcmPowerShell.Sandbox.Api.Http;

/// <summary>Sends a watch: one line of JSON for each event, as it happens.</summary>
internal sealed class WatchAnswer
{
    private readonly ResourceWatch _watch;

    public WatchAnswer(ResourceWatch watch)
    {
        _watch = watch;
    }

    /// <summary>Sends events until the watch's time is up or the client is gone. A refusal is an event too: the answer has begun.</summary>
    public async Task SendAsync(
        IHttpResponse response, ResourceDefinition definition, ListRequest request, ObjectRendering rendering, CancellationToken cancellationToken)
    {
        var line = new ArrayBufferWriter<byte>(8 * 1024);
        (IAsyncEnumerable<WatchEvent>? changes, ApiException? refused) = Begin(definition, request, cancellationToken);
        await response.StartAsync(200, "application/json", cancellationToken).ConfigureAwait(false);
        bool isFirst = true;
        try
        {
            await foreach (WatchEvent change in (changes ?? throw refused!).ConfigureAwait(false))
            {
                ReadOnlyMemory<byte> value = change.Object is null
                    ? rendering.RenderBookmark(change.Version, change.EndsInitialEvents)
                    : rendering.Render(change.Object, withColumns: isFirst);
                isFirst = false;
                await WriteAsync(response, line, change.Type, value, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (ApiException refusal)
        {
            await WriteAsync(response, line, "ERROR", JsonText.AsBuilt(refusal.ToStatus()), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Who has the head of the answer sees all that happens after, so the watch begins before that is sent.</summary>
    private (IAsyncEnumerable<WatchEvent>? Changes, ApiException? Refused) Begin(ResourceDefinition definition, ListRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return (_watch.ReadAsync(definition, request, cancellationToken), null);
        }
        catch (ApiException refusal)
        {
            return (null, refusal);
        }
    }

    private static async Task WriteAsync(
        IHttpResponse response, ArrayBufferWriter<byte> line, string type, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        line.ResetWrittenCount();
        line.Write(Encoding.UTF8.GetBytes($"{{\"type\":\"{type}\",\"object\":"));
        line.Write(value.Span);
        line.Write("}\n"u8);
        await response.WriteAsync(line.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }
}
