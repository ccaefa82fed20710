using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using OcmPowerShell.Hub.Connection;

namespace OcmPowerShell.Hub.Rest;

/// <summary>The verbs of the Kubernetes API over one connection. Bodies are JSON in UTF-8, in and out.</summary>
internal sealed class RestClient : IDisposable
{
    /// <summary>The name under which our changes are recorded in <c>managedFields</c>.</summary>
    public const string FieldManager = "OcmPowerShell";

    private static readonly string UserAgent = $"OcmPowerShell/{typeof(RestClient).Assembly.GetName().Version!.ToString(3)}";

    private readonly HttpMessageInvoker _http;
    private readonly HubConfig _config;
    private readonly Action<string> _warn;
    private readonly CancellationTokenSource _closed = new();

    public RestClient(HttpMessageHandler handler, HubConfig config, Action<string> warn)
    {
        _http = new HttpMessageInvoker(handler, disposeHandler: true);
        _config = config;
        _warn = warn;
    }

    /// <summary>How long the server may say nothing: one that accepts a request and then falls silent must not hold a night job.</summary>
    public TimeSpan SilenceLimit { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Closes the connection; requests under way fail.</summary>
    public void Dispose()
    {
        _closed.Cancel();
        _http.Dispose();
    }

    /// <summary>Reads one object; null when the API says it is not there.</summary>
    /// <exception cref="HubException">Anything else went wrong.</exception>
    public async Task<byte[]?> GetAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(HttpMethod.Get, path, null, null, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiStatusException exception) when (exception.Status is { Code: 404, Reason: "NotFound", Name.Length: > 0 })
        {
            // Without a name it is not the object that is missing: the API is not served there, or a proxy answered.
            return null;
        }
    }

    /// <summary>Creates an object and returns it as the server made it.</summary>
    public Task<byte[]> CreateAsync(ResourcePath resource, string? @namespace, ReadOnlyMemory<byte> body, bool dryRun, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"{resource.Collection(@namespace)}?fieldManager={FieldManager}{DryRun(dryRun)}", body, "application/json", cancellationToken);

    /// <summary>Changes exactly the fields of a JSON merge patch and returns the object.</summary>
    public Task<byte[]> MergePatchAsync(ResourcePath resource, string? @namespace, string name, ReadOnlyMemory<byte> patch, bool dryRun, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Patch, $"{resource.Object(@namespace, name)}?fieldManager={FieldManager}{DryRun(dryRun)}", patch, "application/merge-patch+json", cancellationToken);

    /// <summary>Applies an object on the server's side: its fields become ours, or a Conflict names who has them.</summary>
    /// <param name="resource">The kind.</param>
    /// <param name="namespace">The namespace; null for a cluster-scoped kind.</param>
    /// <param name="name">The object's name.</param>
    /// <param name="body">The fields we want, with apiVersion, kind and name.</param>
    /// <param name="force">Take fields that another manager has.</param>
    /// <param name="dryRun">Ask, but change nothing.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<byte[]> ApplyAsync(ResourcePath resource, string? @namespace, string name, ReadOnlyMemory<byte> body, bool force, bool dryRun, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Patch, $"{resource.Object(@namespace, name)}?fieldManager={FieldManager}&force={(force ? "true" : "false")}{DryRun(dryRun)}", body, "application/apply-patch+yaml", cancellationToken);

    /// <summary>Deletes an object, if its uid is still the given one. The answer is the object while finalizers hold it, else a Status.</summary>
    public Task<byte[]> DeleteAsync(ResourcePath resource, string? @namespace, string name, string? uid, bool dryRun, CancellationToken cancellationToken)
    {
        string preconditions = string.IsNullOrEmpty(uid) ? "" : $$""","preconditions":{"uid":"{{JsonEncodedText.Encode(uid)}}"}""";
        byte[] options = Encoding.UTF8.GetBytes($$"""{"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"Background"{{preconditions}}}""");
        string query = dryRun ? "?dryRun=All" : "";
        return SendAsync(HttpMethod.Delete, resource.Object(@namespace, name) + query, options, "application/json", cancellationToken);
    }

    /// <summary>Lists objects as their bytes arrive, in one answer or in pages.</summary>
    /// <param name="resource">The kind.</param>
    /// <param name="namespace">A namespace; null for all.</param>
    /// <param name="options">Which of them.</param>
    /// <param name="parse">Makes an item of its bytes, which are only lent.</param>
    /// <param name="listed">Told the list's resourceVersion once the last item has been read; may be null.</param>
    /// <param name="cancellationToken">Stops reading and closes the request.</param>
    public async IAsyncEnumerable<T> ListAsync<T>(
        ResourcePath resource,
        string? @namespace,
        ListOptions options,
        ItemParser<T> parse,
        Action<string>? listed,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continueToken = null;
        do
        {
            using var silence = new SilenceGuard(SilenceLimit, cancellationToken, _closed.Token);
            using HttpResponseMessage response = await OpenPageAsync(resource.Collection(@namespace), options, continueToken, mayMix: listed is null, silence).ConfigureAwait(false);
            using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            using var reader = new ListReader(stream);
            while (await GuardAsync(reader.ReadAsync, HttpMethod.Get, silence).ConfigureAwait(false))
            {
                yield return Parse(parse, reader.Item.Span);
            }

            continueToken = reader.Continue;
            if (continueToken is null)
            {
                listed?.Invoke(reader.ResourceVersion);
            }
        }
        while (continueToken is not null);
    }

    /// <summary>
    /// One watch request from a resourceVersion: the raw events, until the server closes it. An <c>ERROR</c> event is
    /// thrown as the Status that it carries.
    /// </summary>
    public async IAsyncEnumerable<RawWatchEvent> WatchAsync(
        ResourcePath resource,
        string? @namespace,
        ListOptions options,
        string resourceVersion,
        TimeSpan serverTimeout,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string path = string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{resource.Collection(@namespace)}{Query(options with { PageSize = null }, null, $"watch=true&allowWatchBookmarks=true&resourceVersion={Uri.EscapeDataString(resourceVersion)}&timeoutSeconds={(int)serverTimeout.TotalSeconds}")}");

        // The server ends the request at its time-out; one that has not by some seconds later is gone without a word.
        using var silence = new SilenceGuard(serverTimeout + TimeSpan.FromSeconds(15), cancellationToken, _closed.Token);
        using HttpResponseMessage response = await OpenAsync(HttpMethod.Get, path, null, null, silence).ConfigureAwait(false);
        using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var reader = new WatchReader(stream, Identity);
        while (await GuardAsync(reader.ReadAsync, HttpMethod.Get, silence).ConfigureAwait(false))
        {
            yield return reader.Event;
        }
    }

    /// <summary>Sends one request and reads the whole answer.</summary>
    /// <exception cref="ApiStatusException">The API refused.</exception>
    /// <exception cref="HubException">The hub could not be reached or did not answer.</exception>
    public async Task<byte[]> SendAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, string? contentType, CancellationToken cancellationToken)
    {
        using var silence = new SilenceGuard(SilenceLimit, cancellationToken, _closed.Token);
        using HttpResponseMessage response = await OpenAsync(method, path, body, contentType, silence).ConfigureAwait(false);
        using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var window = new ByteWindow(stream);
        while (await GuardAsync(window.FillAsync, method, silence).ConfigureAwait(false))
        {
        }

        return window.Unused.ToArray();
    }

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

    private string Identity => _config.Identity;

    private async Task<HttpResponseMessage> OpenPageAsync(string collection, ListOptions options, string? continueToken, bool mayMix, SilenceGuard silence)
    {
        try
        {
            return await OpenAsync(HttpMethod.Get, collection + Query(options, continueToken), null, null, silence).ConfigureAwait(false);
        }
        catch (ApiStatusException exception) when (mayMix && continueToken is not null && exception.Status is { Code: 410, Continue.Length: > 0 })
        {
            // A list that took longer than the server remembers: the rest is of now. Only a watch needs it to be of one moment.
            return await OpenAsync(HttpMethod.Get, collection + Query(options, exception.Status.Continue), null, null, silence).ConfigureAwait(false);
        }
    }

    private async Task<HttpResponseMessage> OpenAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, string? contentType, SilenceGuard silence)
    {
        using var request = new HttpRequestMessage(method, new Uri(_config.Server, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        if (_config.Token is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await GuardAsync(token.GetAsync, method, silence).ConfigureAwait(false));
        }

        if (body is { } bytes)
        {
            request.Content = new ReadOnlyMemoryContent(bytes);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType!);
        }

        HttpResponseMessage response = await GuardAsync(
            cancellation => new ValueTask<HttpResponseMessage>(_http.SendAsync(request, cancellation)), method, silence).ConfigureAwait(false);
        try
        {
            string? secret = request.Headers.Authorization?.Parameter;
            TellWarnings(response, secret);
            await ThrowUnlessJsonAsync(method, path, response, secret, silence).ConfigureAwait(false);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private async Task ThrowUnlessJsonAsync(HttpMethod method, string path, HttpResponseMessage response, string? secret, SilenceGuard silence)
    {
        if (!response.IsSuccessStatusCode)
        {
            ApiStatus status = await GuardAsync(token => new ValueTask<ApiStatus>(StatusReader.ReadAsync(response, token)), method, silence).ConfigureAwait(false);
            throw new ApiStatusException(status with { Message = Without(secret, status.Message) }, $"{method} /{path.Split('?')[0]}", Identity);
        }

        string? mediaType = response.Content.Headers.ContentType?.MediaType;
        if (mediaType is not "application/json")
        {
            throw new HubException("NotAnApiServer", $"The hub {Identity} answered {method} /{path.Split('?')[0]} with '{mediaType ?? "no content type"}' instead of JSON: is this address an API server, or a proxy's login page?");
        }
    }

    private async ValueTask<T> GuardAsync<T>(Func<CancellationToken, ValueTask<T>> step, HttpMethod method, SilenceGuard silence)
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

    private HubException InvalidAnswer(Exception cause) => new(
        "InvalidAnswer", $"The hub {Identity} sent an answer that is cut off or is not what an API server sends. Try again; if it stays so, look at the proxy between here and there.", cause);

    // Some proxies repeat what they were sent.
    private static string Without(string? secret, string text) =>
        string.IsNullOrEmpty(secret) ? text : text.Replace(secret, "***", StringComparison.Ordinal);

    // Warning: 299 - "text"
    private void TellWarnings(HttpResponseMessage response, string? secret)
    {
        foreach (WarningHeaderValue warning in response.Headers.Warning)
        {
            if (warning.Code == 299)
            {
                string quoted = warning.Text;
                string text = quoted.Length >= 2 ? quoted[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal) : quoted;
                _warn($"The hub {Identity} warns: {Without(secret, text)}");
            }
        }
    }

    private static string DryRun(bool dryRun) => dryRun ? "&dryRun=All" : "";

    private static string Query(ListOptions options, string? continueToken, string? more = null)
    {
        var query = new StringBuilder();
        Add("labelSelector", options.LabelSelector);
        Add("fieldSelector", options.FieldSelector);
        Add("limit", options.PageSize?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Add("continue", continueToken);
        if (more is not null)
        {
            query.Append(query.Length == 0 ? '?' : '&').Append(more);
        }

        return query.ToString();

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }
    }
}
