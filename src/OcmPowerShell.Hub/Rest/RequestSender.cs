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

    private string Identity => _config.Identity;

    /// <summary>Closes the connection; requests under way fail.</summary>
    public void Dispose()
    {
        _closed.Cancel();
        _transport.Dispose();
    }

    /// <summary>A limit to a server's silence, which also ends when the connection is closed.</summary>
    public SilenceGuard Guard(TimeSpan limit, CancellationToken cancellationToken) => new(limit, cancellationToken, _closed.Token);

    /// <summary>Sends a request and reads the head of its answer, which is a success in JSON.</summary>
    /// <exception cref="ApiStatusException">The API refused.</exception>
    /// <exception cref="HubException">The hub could not be reached, did not answer, or answered something else.</exception>
    public async Task<HttpResponseMessage> OpenAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, string? contentType, SilenceGuard silence)
    {
        RequestCredentials credentials = await CredentialsAsync(silence).ConfigureAwait(false);
        try
        {
            return await OpenAsync(method, path, body, contentType, credentials, silence).ConfigureAwait(false);
        }
        catch (ApiStatusException exception) when (exception.Status.Code == 401 && _config.Credentials?.Refuse(credentials) == true)
        {
            // Nothing was done on a 401, so any method may be sent once more, if there is something else to show.
            RequestCredentials renewed = await CredentialsAsync(silence).ConfigureAwait(false);
            if (ReferenceEquals(renewed.Certificate, credentials.Certificate) && Equals(renewed.Authorization, credentials.Authorization))
            {
                throw;
            }

            return await OpenAsync(method, path, body, contentType, renewed, silence).ConfigureAwait(false);
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
            throw new HubException("ConnectionClosed", $"The connection to the hub {Identity} was closed. Connect again.", exception);
        }
        catch (OperationCanceledException exception) when (TransportErrors.IsConnectTimeout(exception))
        {
            throw TransportErrors.ConnectTimeout(exception, Identity);
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

    private async ValueTask<RequestCredentials> CredentialsAsync(SilenceGuard silence)
    {
        if (_config.Credentials is not { } source)
        {
            return RequestCredentials.None;
        }

        // A plugin that asks a person may take longer than a server's silence; each source limits itself.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Caller, _closed.Token);
        return await source.GetAsync(either.Token).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> OpenAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, string? contentType, RequestCredentials credentials, SilenceGuard silence)
    {
        using HttpRequestMessage request = Request(method, path, body, contentType, credentials);
        long begun = Stopwatch.GetTimestamp();
        HttpResponseMessage response = await GuardAsync(
            cancellation => new ValueTask<HttpResponseMessage>(_transport.SendAsync(request, credentials.Certificate, cancellation)), method, silence).ConfigureAwait(false);
        try
        {
            RequestScope.Current?.Answered?.Invoke(new RequestTrace(method, request.RequestUri!, (int)response.StatusCode, Stopwatch.GetElapsedTime(begun)));
            TellWarnings(response, credentials);
            await ThrowUnlessJsonAsync(method, path, response, credentials, silence).ConfigureAwait(false);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, ReadOnlyMemory<byte>? body, string? contentType, RequestCredentials credentials)
    {
        // A header on several lines is there in HTTP/1.1 alone.
        bool lines = _config.Impersonation?.HasRepeatedHeaders == true;
        var request = new HttpRequestMessage(method, new Uri(_config.Server, path))
        {
            Version = lines ? HttpVersion.Version11 : HttpVersion.Version20,
            VersionPolicy = lines ? HttpVersionPolicy.RequestVersionExact : HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.Authorization = credentials.Authorization;
        _config.Impersonation?.AddTo(request.Headers);
        if (body is { } bytes)
        {
            request.Content = new ReadOnlyMemoryContent(bytes);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType!);
        }

        return request;
    }

    private async Task ThrowUnlessJsonAsync(HttpMethod method, string path, HttpResponseMessage response, RequestCredentials credentials, SilenceGuard silence)
    {
        if (!response.IsSuccessStatusCode)
        {
            ApiStatus status = await GuardAsync(token => new ValueTask<ApiStatus>(StatusReader.ReadAsync(response, token)), method, silence).ConfigureAwait(false);
            throw new ApiStatusException(status with { Message = credentials.Redact(status.Message) }, $"{method} /{path.Split('?')[0]}", Identity);
        }

        string? mediaType = response.Content.Headers.ContentType?.MediaType;
        if (mediaType is not "application/json")
        {
            throw new HubException("NotAnApiServer", $"The hub {Identity} answered {method} /{path.Split('?')[0]} with '{mediaType ?? "no content type"}' instead of JSON: is this address an API server, or a proxy's login page?");
        }
    }

    // Warning: 299 - "text"
    private void TellWarnings(HttpResponseMessage response, RequestCredentials credentials)
    {
        foreach (WarningHeaderValue warning in response.Headers.Warning)
        {
            if (warning.Code == 299)
            {
                string quoted = warning.Text;
                string text = quoted.Length >= 2 ? quoted[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal) : quoted;
                _warn($"The hub {Identity} warns: {credentials.Redact(text)}");
            }
        }
    }
}
