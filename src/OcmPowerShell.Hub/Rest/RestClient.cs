using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Connection.Network;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Rest;

/// <summary>The verbs of the Kubernetes API over one connection. Bodies are JSON in UTF-8, in and out.</summary>
internal sealed class RestClient : IDisposable
{
    /// <summary>The name under which our changes are recorded in <c>managedFields</c>.</summary>
    public const string FieldManager = "OcmPowerShell";

    private readonly RequestSender _sender;
    private readonly Action<string> _tell;

    /// <param name="transport">The sockets; closed with this client.</param>
    /// <param name="config">Whom to talk to, as whom.</param>
    /// <param name="warn">Told what the hub warns of, which is worth hearing once. Any thread.</param>
    /// <param name="tell">Told what is to be known of one answer, each time. Any thread.</param>
    public RestClient(HubTransport transport, HubConfig config, Action<string> warn, Action<string> tell)
    {
        _sender = new RequestSender(transport, config, warn);
        _tell = tell;
    }

    /// <summary>How long the server may say nothing: one that accepts a request and then falls silent must not hold a night job.</summary>
    public TimeSpan SilenceLimit { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a watch is to last before the server ends it and it goes on from there; each ends somewhat sooner, at random.</summary>
    public TimeSpan WatchTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How much later a watch that says nothing is taken for dead.</summary>
    public TimeSpan WatchGrace { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The clocks at the last answer that told the time; null before it.</summary>
    public ClockReading? LastClock => _sender.LastClock;

    /// <summary>What is sent again after a failure.</summary>
    public RetryPolicy Retry { get; set; } = new();

    /// <summary>Closes the connection; requests under way fail.</summary>
    public void Dispose() => _sender.Dispose();

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

    /// <summary>
    /// Deletes an object, if its uid, and its resourceVersion where one is given, are still the given ones. The answer is the
    /// object while finalizers hold it, else a Status.
    /// </summary>
    public Task<byte[]> DeleteAsync(
        ResourcePath resource, string? @namespace, string name, string? uid, bool dryRun, CancellationToken cancellationToken, string? resourceVersion = null)
    {
        string version = string.IsNullOrEmpty(resourceVersion) ? "" : $"\",\"resourceVersion\":\"{JsonEncodedText.Encode(resourceVersion)}";
        string preconditions = string.IsNullOrEmpty(uid) ? "" : $$""","preconditions":{"uid":"{{JsonEncodedText.Encode(uid)}}{{version}}"}""";
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
    public IAsyncEnumerable<T> ListAsync<T>(
        ResourcePath resource, string? @namespace, ListOptions options, ItemParser<T> parse, Action<string>? listed, CancellationToken cancellationToken)
        where T : HubObject => new ListPager<T>(
            _sender, Retry, new ListRequest<T>(resource.Collection(@namespace), options, parse, SilenceLimit, listed), _tell).ReadAsync(cancellationToken);

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
        string path = resource.Collection(@namespace) + RequestQuery.Watch(options, resourceVersion, serverTimeout);

        // The server ends the request at its time-out; one that has not by some seconds later is gone without a word.
        using SilenceGuard silence = _sender.Guard(serverTimeout + WatchGrace, cancellationToken);
        using HttpResponseMessage response = await _sender.OpenAsync(HttpMethod.Get, path, null, null, silence).ConfigureAwait(false);
        using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var reader = new WatchReader(stream, status => _sender.Refusal(status, HttpMethod.Get, path));
        while (await _sender.GuardAsync(reader.ReadAsync, HttpMethod.Get, silence).ConfigureAwait(false))
        {
            yield return reader.Event;
        }
    }

    /// <summary>Sends one request and reads the whole answer, which is JSON.</summary>
    /// <exception cref="ApiStatusException">The API refused.</exception>
    /// <exception cref="HubException">The hub could not be reached or did not answer.</exception>
    public async Task<byte[]> SendAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, string? contentType, CancellationToken cancellationToken)
    {
        byte[] answer = (await Retry.RunAsync(
            method, () => SendOnceAsync(method, path, body, contentType, anyType: false, ByteWindow.ObjectLimit, cancellationToken), _sender.Closed, cancellationToken).ConfigureAwait(false)).Body;
        return StatusReader.FailureIn(answer) is { } failure ? throw _sender.Refusal(failure, method, path) : answer;
    }

    /// <summary>Sends one request and returns the answer as it came, of whatever type but a web page, which no API server sends.</summary>
    /// <exception cref="ApiStatusException">The API refused.</exception>
    /// <exception cref="HubException">The hub could not be reached or did not answer.</exception>
    public Task<RawAnswer> SendRawAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, string? contentType, CancellationToken cancellationToken) =>
        Retry.RunAsync(method, () => SendOnceAsync(method, path, body, contentType, anyType: true, ByteWindow.RawLimit, cancellationToken), _sender.Closed, cancellationToken);

    /// <inheritdoc cref="RequestSender.Parse"/>
    public T Parse<T>(ItemParser<T> parse, ReadOnlySpan<byte> json) => _sender.Parse(parse, json);

    private static string DryRun(bool dryRun) => dryRun ? "&dryRun=All" : "";

    private async Task<RawAnswer> SendOnceAsync(
        HttpMethod method, string path, ReadOnlyMemory<byte>? body, string? contentType, bool anyType, int limit, CancellationToken cancellationToken)
    {
        using SilenceGuard silence = _sender.Guard(SilenceLimit, cancellationToken);
        using HttpResponseMessage response = await _sender.OpenAsync(method, path, body, contentType, silence, anyType).ConfigureAwait(false);
        using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var window = new ByteWindow(stream, limit);
        while (await _sender.GuardAsync(window.FillAsync, method, silence).ConfigureAwait(false))
        {
        }

        return new RawAnswer(response.Content.Headers.ContentType?.MediaType ?? "", window.Unused.ToArray());
    }
}
