using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Connection.Credentials;
using OcmPowerShell.Hub.Connection.Network;

namespace OcmPowerShell.Hub.Rest;

/// <summary>
/// Sends one request: with the connection's credentials, asked for anew once after a 401; and makes one clear error of
/// whatever goes wrong. Sending again after failures is <see cref="RetryPolicy"/>'s.
/// </summary>
internal sealed class RequestSender : IDisposable
{
    private static readonly string UserAgent = $"OcmPowerShell/{typeof(RequestSender).Assembly.GetName().Version!.ToString(3)}";

    private readonly HubTransport _transport;
    private readonly HubConfig _config;
    private readonly Action<string> _warn;
    private readonly CancellationTokenSource _closed = new();

    public RequestSender(HubTransport transport, HubConfig config, Action<string> warn) =>
        (_transport, _config, _warn) = (transport, config, warn);

    /// <summary>The clocks at the last answer that told the time; null before it.</summary>
    public ClockReading? LastClock { get; private set; }

    /// <summary>The hub as messages name it.</summary>
    public string Identity => _config.Identity;

    /// <summary>Ends when the connection is closed.</summary>
    public CancellationToken Closed => _closed.Token;

    /// <summary>Closes the connection; requests under way fail.</summary>
    public void Dispose()
    {
        _closed.Cancel();
        _transport.Dispose();
    }

    /// <summary>A limit to a server's silence, which also ends when the connection is closed.</summary>
    public SilenceGuard Guard(TimeSpan limit, CancellationToken cancellationToken) => new(limit, cancellationToken, _closed.Token);

    /// <summary>Sends a request and reads the head of its answer, which is a success.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">What follows the server's address, query included.</param>
    /// <param name="body">What to send; null for nothing.</param>
    /// <param name="contentType">What that is.</param>
    /// <param name="silence">Ends waiting.</param>
    /// <param name="anyType">Whether the answer may be something else than JSON.</param>
    /// <param name="accept">The form of JSON that is asked for; null for the plain one.</param>
    /// <exception cref="ApiStatusException">The API refused.</exception>
    /// <exception cref="HubException">The hub could not be reached, did not answer, or answered something else.</exception>
    public async Task<HttpResponseMessage> OpenAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, string? contentType, SilenceGuard silence, bool anyType = false, string? accept = null)
    {
        RequestCredentials credentials = await CredentialsAsync(silence).ConfigureAwait(false);
        try
        {
            return await OpenAsync(method, path, body, contentType, credentials, silence, anyType, accept).ConfigureAwait(false);
        }
        catch (ApiStatusException exception) when (exception.Status.Code == 401 && _config.Credentials?.Refuse(credentials) == true)
        {
            // Nothing was done on a 401, so any method may be sent once more, if there is something else to show.
            RequestCredentials renewed = await CredentialsAsync(silence).ConfigureAwait(false);
            if (ReferenceEquals(renewed.Certificate, credentials.Certificate) && Equals(renewed.Authorization, credentials.Authorization))
            {
                throw;
            }

            return await OpenAsync(method, path, body, contentType, renewed, silence, anyType, accept).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for something of the server's, and turns each way in which it does not come into one error.</summary>
    public async ValueTask<T> GuardAsync<T>(Func<CancellationToken, ValueTask<T>> step, HttpMethod method, SilenceGuard silence)
    {
        silence.Restart();
        try
        {
            return await step(silence.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (silence.Caller.IsCancellationRequested && exception is not HubException)
        {
            // However the stack reports an aborted request, to the caller it is the cancellation that was asked for.
            throw new OperationCanceledException(exception.Message, exception, silence.Caller);
        }
        catch (Exception exception) when (_closed.IsCancellationRequested && exception is not HubException)
        {
            throw ConnectionClosed(exception);
        }
        catch (OperationCanceledException exception)
        {
            throw new HubException("HubTimeout", $"The hub {Identity} did not answer within {silence.Limit.TotalSeconds:0} s.{(method == HttpMethod.Get ? "" : " Whether it made the change is not known: look before you try again.")}", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw TransportErrors.Explain(exception, Identity, outcomeUnknown: method != HttpMethod.Get);
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or InvalidOperationException)
        {
            // The last is what a JSON reader makes of an escape for half a character.
            throw InvalidAnswer(exception);
        }
        finally
        {
            silence.Pause();
        }
    }

    /// <summary>What to say of an answer that no API server sends.</summary>
    public HubException InvalidAnswer(Exception cause) => new(
        "InvalidAnswer", $"The hub {Identity} sent an answer that is cut off or is not what an API server sends. Try again; if it stays so, look at the proxy between here and there.", cause);

    /// <summary>Makes an object of its JSON.</summary>
    /// <exception cref="HubException"><c>InvalidAnswer</c>: it is not what an API server sends.</exception>
    public T Parse<T>(ItemParser<T> parse, ReadOnlySpan<byte> json)
    {
        try
        {
            return parse(json);
        }
        catch (Exception exception) when (exception is not HubException)
        {
            // What a parser makes depends on the bytes alone: whatever it stumbles over, they are wrong.
            throw InvalidAnswer(exception);
        }
    }

    /// <summary>What to say of an API's refusal.</summary>
    public ApiStatusException Refusal(ApiStatus status, HttpMethod method, string path) =>
        new(status, $"{method} /{path.Split('?')[0]}", Identity, ResourceAttributes.Of(method, path));

    private async ValueTask<RequestCredentials> CredentialsAsync(SilenceGuard silence)
    {
        if (_config.Credentials is not { } source)
        {
            return RequestCredentials.None;
        }

        // A plugin that asks a person may take longer than a server's silence; each source limits itself.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Caller, _closed.Token);
        try
        {
            return await source.GetAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (_closed.IsCancellationRequested && !silence.Caller.IsCancellationRequested)
        {
            throw ConnectionClosed(exception);
        }
        catch (OperationCanceledException exception) when (silence.Caller.IsCancellationRequested)
        {
            throw new OperationCanceledException(exception.Message, exception, silence.Caller);
        }
    }

    private HubException ConnectionClosed(Exception cause) => new("ConnectionClosed", $"The connection to the hub {Identity} was closed. Connect again.", cause);

    private async Task<HttpResponseMessage> OpenAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, string? contentType, RequestCredentials credentials, SilenceGuard silence, bool anyType, string? accept)
    {
        using HttpRequestMessage request = Request(method, path, body, contentType, credentials, accept ?? "application/json");
        if (anyType)
        {
            request.Headers.TryAddWithoutValidation("Accept", "*/*;q=0.8");
        }

        long begun = Stopwatch.GetTimestamp();
        HttpResponseMessage response = await GuardAsync(
            cancellation => new ValueTask<HttpResponseMessage>(_transport.SendAsync(request, credentials.Certificate, cancellation)), method, silence).ConfigureAwait(false);
        try
        {
            RequestScope.Current?.Answered?.Invoke(new RequestTrace(method, request.RequestUri!, (int)response.StatusCode, Stopwatch.GetElapsedTime(begun)));
            LastClock = response.Headers.Date is { } date ? new ClockReading(date, DateTimeOffset.UtcNow) : LastClock;
            foreach (string warning in WarningHeader.Texts(response))
            {
                _warn($"The hub {Identity} warns: {credentials.Redact(warning)}");
            }

            await ThrowUnlessSuccessAsync(method, path, response, credentials, silence).ConfigureAwait(false);
            ThrowUnlessExpected(method, path, response.Content.Headers.ContentType?.MediaType, anyType);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, ReadOnlyMemory<byte>? body, string? contentType, RequestCredentials credentials, string accept)
    {
        // A header on several lines is there in HTTP/1.1 alone.
        bool lines = _config.Impersonation?.HasRepeatedHeaders == true;
        var request = new HttpRequestMessage(method, new Uri(_config.Server, path))
        {
            Version = lines ? HttpVersion.Version11 : HttpVersion.Version20,
            VersionPolicy = lines ? HttpVersionPolicy.RequestVersionExact : HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.Authorization = credentials.Authorization;
        _config.Impersonation?.AddTo(request.Headers);
        if (body is { } bytes)
        {
            request.Content = new ReadOnlyMemoryContent(bytes);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType!);
        }

        return request;
    }

    private async Task ThrowUnlessSuccessAsync(HttpMethod method, string path, HttpResponseMessage response, RequestCredentials credentials, SilenceGuard silence)
    {
        if (!response.IsSuccessStatusCode)
        {
            ApiStatus status = await GuardAsync(token => new ValueTask<ApiStatus>(StatusReader.ReadAsync(response, token)), method, silence).ConfigureAwait(false);
            ApiStatusCause[] causes = [.. status.Causes.Select(cause => cause with { Message = credentials.Redact(cause.Message) })];
            string expiry = status.Code == 401 && credentials.Certificate is { } certificate && ClientCertificateFault.Expiry(certificate) is { Length: > 0 } text ? " " + text : "";
            throw Refusal(status with { Message = credentials.Redact(status.Message) + expiry, Causes = causes }, method, path);
        }
    }

    private void ThrowUnlessExpected(HttpMethod method, string path, string? mediaType, bool anyType)
    {
        bool isPage = mediaType is "text/html" or "application/xhtml+xml";
        if (anyType ? isPage : mediaType is not "application/json")
        {
            throw new HubException("NotAnApiServer", $"The hub {Identity} answered {method} /{path.Split('?')[0]} with '{mediaType ?? "no content type"}'{(anyType ? "" : " instead of JSON")}: is this address an API server, or a proxy's login page?");
        }
    }
}
