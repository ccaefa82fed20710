using System.Net.Security;
using System.Net.Sockets;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Server;

/// <summary>One client's connection: a TLS handshake, then request after request until one side has enough.</summary>
internal sealed class HttpConnection(
    long id, Socket socket, SslServerAuthenticationOptions tls, CertificateAuthority authority, IRequestHandler handler, HttpServerLimits limits)
{
    /// <summary>Serves the client. Nothing it sends makes this fail.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            socket.NoDelay = true;
            using NetworkStream network = new(socket, ownsSocket: false);
            using SslStream stream = new(network, leaveInnerStreamOpen: true);
            await ShakeHandsAsync(stream, stopping).ConfigureAwait(false);
            await ServeAsync(stream, stopping).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Whatever it is (a handshake that failed, a client that vanished), it concerns this client alone, and it
            // learns of it by the end of the connection.
        }
        finally
        {
            socket.Dispose();
        }
    }

    /// <summary>Ends the connection at once; pending reads and writes fail.</summary>
    public void Abort() => socket.Dispose();

    private async Task ShakeHandsAsync(SslStream stream, CancellationToken stopping)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        patience.CancelAfter(limits.HandshakeTimeout);
        await stream.AuthenticateAsServerAsync(tls, patience.Token).ConfigureAwait(false);
    }

    private async Task ServeAsync(SslStream stream, CancellationToken stopping)
    {
        using ConnectionReader input = new(stream, limits.HeaderBytes + 1);
        RequestReader requests = new(stream, input, Describe(stream), limits);
        try
        {
            bool goOn = true;
            while (goOn)
            {
                HttpRequest? request = await requests.ReadAsync(stopping).ConfigureAwait(false);
                goOn = request is not null && await AnswerAsync(request, stream, input, stopping).ConfigureAwait(false);
            }

        }
        catch (HttpProtocolException refusal)
        {
            await RefuseAsync(refusal, stream, stopping).ConfigureAwait(false);
        }

        await CloseAsync(stream, input, stopping).ConfigureAwait(false);
    }

    private ConnectionInfo Describe(SslStream stream)
    {
        if (stream.RemoteCertificate is null)
        {
            return new ConnectionInfo(id, null, false);
        }

        Identity? identity = authority.Identify(stream.RemoteCertificate);
        return new ConnectionInfo(id, identity, identity is null);
    }

    /// <summary>Has the request handled while watching for the client's departure; false ends the connection.</summary>
    private async Task<bool> AnswerAsync(HttpRequest request, SslStream stream, ConnectionReader input, CancellationToken stopping)
    {
        using CancellationTokenSource aborted = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        HttpResponse response = new(stream, request.Method, AcceptsGzip(request), !AsksToClose(request), limits, aborted.Token);
        Task<bool> handling = HandleAsync(request, response, aborted.Token);
        while (!handling.IsCompleted && input.HasRoom)
        {
            Task<int> read = input.ReadAhead();
            await Task.WhenAny(read, handling).ConfigureAwait(false);
            if (read.IsCompleted && !HasMore(input))
            {
                await aborted.CancelAsync().ConfigureAwait(false);
                await handling.ConfigureAwait(false);
                return false;
            }
        }

        return await handling.ConfigureAwait(false);
    }

    private static bool HasMore(ConnectionReader input)
    {
        try
        {
            return input.Accept();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    private async Task<bool> HandleAsync(HttpRequest request, HttpResponse response, CancellationToken aborted)
    {
        try
        {
            await handler.HandleAsync(request, response, aborted).ConfigureAwait(false);
            await response.CompleteAsync().ConfigureAwait(false);
            return response.KeepAlive;
        }
        catch (ConnectionResetException)
        {
            Reset();
            return false;
        }
        catch (Exception) when (aborted.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception exception)
        {
            return await ConfessAsync(exception, response, aborted).ConfigureAwait(false);
        }
    }

    /// <summary>A handler failed: the client is told if its answer has not begun, or sees it break off.</summary>
    private async Task<bool> ConfessAsync(Exception exception, HttpResponse response, CancellationToken aborted)
    {
        if (response.HasStarted)
        {
            Reset();
            return false;
        }

        ApiException status = exception as ApiException
            ?? new ApiException(500, "InternalError", $"Internal error occurred: {exception.Message}");
        try
        {
            await response.SendStatusAsync(status, aborted).ConfigureAwait(false);
            return response.KeepAlive;
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task RefuseAsync(HttpProtocolException refusal, SslStream stream, CancellationToken stopping)
    {
        HttpResponse response = new(stream, "", acceptsGzip: false, keepAlive: false, limits, stopping);
        Task answer = refusal.Status == 413
            ? response.SendStatusAsync(new ApiException(413, "RequestEntityTooLarge", refusal.Message), stopping)
            : response.SendTextAsync(refusal.Status, refusal.Message + "\n", stopping);
        await answer.ConfigureAwait(false);
    }

    /// <summary>
    /// Says goodbye, and reads on for a moment what the client still sends: closing a socket with unread bytes resets
    /// the connection, and the reset can overtake the answer before it.
    /// </summary>
    private async Task CloseAsync(SslStream stream, ConnectionReader input, CancellationToken stopping)
    {
        const int PatienceSeconds = 2;
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        patience.CancelAfter(TimeSpan.FromSeconds(PatienceSeconds));
        await stream.ShutdownAsync().WaitAsync(patience.Token).ConfigureAwait(false);
        socket.Shutdown(SocketShutdown.Send);
        do
        {
            input.Consume(input.Buffered.Length);
        }
        while (!patience.IsCancellationRequested && await input.FillAsync(limits.RequestTimeout, patience.Token).ConfigureAwait(false));
    }

    private void Reset()
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Dispose();
    }

    private static bool AsksToClose(HttpRequest request) => Lists(request, "Connection", "close");

    private static bool AcceptsGzip(HttpRequest request) => Lists(request, "Accept-Encoding", "gzip");

    private static bool Lists(HttpRequest request, string header, string wanted)
    {
        if (!request.Headers.TryGetValue(header, out string? values))
        {
            return false;
        }

        foreach (string value in values.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] parts = value.Split(';', StringSplitOptions.TrimEntries);
            if (string.Equals(parts[0], wanted, StringComparison.OrdinalIgnoreCase))
            {
                return !parts.Any(IsQualityZero);
            }
        }

        return false;
    }

    /// <summary>A quality of zero, as in <c>gzip;q=0.0</c>, says that something is not wanted.</summary>
    private static bool IsQualityZero(string parameter) =>
        parameter.StartsWith("q=0", StringComparison.OrdinalIgnoreCase) && parameter.AsSpan(2).Trim("0.").IsEmpty;
}
