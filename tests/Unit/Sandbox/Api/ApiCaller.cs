using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Kinds;
using OcmPowerShell.Sandbox.Server;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Api;

/// <summary>Calls an API server as the HTTP server would, without the wire.</summary>
internal sealed class ApiCaller
{
    public const string Works = "/apis/work.open-cluster-management.io/v1/namespaces/rec/manifestworks";
    public const string AllWorks = "/apis/work.open-cluster-management.io/v1/manifestworks";
    public const string Clusters = "/apis/cluster.open-cluster-management.io/v1/managedclusters";

    private readonly ApiServer _server;

    public ApiCaller(ResourceApi? api = null)
    {
        Api = api ?? new ResourceApi(HubResources.Table());
        _server = new ApiServer(Api);
        Api.Client("tester").Create(KubernetesTypes.Namespace, null, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "rec" } });
    }

    public ResourceApi Api { get; }

    /// <summary>A work as the transcripts have it.</summary>
    public static string Work(string name, string more = "") => """
        {"apiVersion":"work.open-cluster-management.io/v1","kind":"ManifestWork","metadata":{"name":"NAME"},"spec":{"workload":{"manifests":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"default"},"data":{"k":"v"}}]}MORE}}
        """.Replace("NAME", name).Replace("MORE", more);

    public async Task<Answer> SendAsync(string method, string target, string? body = null, params (string Name, string Value)[] headers)
    {
        var response = new CapturedResponse();
        await _server.HandleAsync(Request(method, target, body, headers), response, TestContext.Current.CancellationToken);
        return response.ToAnswer();
    }

    public Task<Answer> GetAsync(string target, params (string Name, string Value)[] headers) => SendAsync("GET", target, null, headers);

    public Task<Answer> CreateAsync(string name, string query = "") => SendAsync("POST", Works + query, Work(name));

    public Task<Answer> MergeAsync(string target, string patch) =>
        SendAsync("PATCH", target, patch, ("Content-Type", "application/merge-patch+json"));

    public Task<Answer> ApplyAsync(string target, string applied) =>
        SendAsync("PATCH", target, applied, ("Content-Type", "application/apply-patch+yaml"));

    /// <summary>Starts a watch; its lines come as they are sent.</summary>
    public ChannelReader<JsonObject> Watch(string target, CancellationToken cancellationToken)
    {
        var response = new CapturedResponse();
        _ = Task.Run(
            async () =>
            {
                try
                {
                    await _server.HandleAsync(Request("GET", target, null, []), response, cancellationToken);
                    response.Lines.Writer.Complete();
                }
                catch (Exception exception)
                {
                    response.Lines.Writer.Complete(exception);
                }
            },
            cancellationToken);
        return response.Lines.Reader;
    }

    private static HttpRequest Request(string method, string target, string? body, (string Name, string Value)[] headers)
    {
        RequestTarget parsed = RequestTarget.Parse(target);
        var named = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["User-Agent"] = "recorder/1.0" };
        foreach ((string name, string value) in headers)
        {
            named[name] = value;
        }

        return new HttpRequest(method, parsed.Path, parsed.Query, named, Encoding.UTF8.GetBytes(body ?? string.Empty), "sandbox-admin")
        {
            Groups = [Identity.Masters, Identity.Authenticated],
        };
    }

    internal sealed record Answer(int Status, string ContentType, IReadOnlyList<(string Name, string Value)> Headers, string Text)
    {
        public JsonObject Json => JsonNode.Parse(Text)!.AsObject();

        public string? Message => (string?)Json["message"];
    }

    private sealed class CapturedResponse : IHttpResponse
    {
        private readonly List<(string Name, string Value)> _headers = [];
        private readonly ArrayBufferWriter<byte> _body = new();
        private int _status;
        private string _contentType = "";

        public Channel<JsonObject> Lines { get; } = Channel.CreateUnbounded<JsonObject>();

        public void AddHeader(string name, string value) => _headers.Add((name, value));

        public Task SendAsync(int status, string contentType, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
        {
            StartAsync(status, contentType, cancellationToken);
            _body.Write(body.Span);
            return Task.CompletedTask;
        }

        public Task StartAsync(int status, string contentType, CancellationToken cancellationToken)
        {
            Assert.Equal(0, _status);
            _status = status;
            _contentType = contentType;
            return Task.CompletedTask;
        }

        public Task WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
        {
            _body.Write(chunk.Span);
            if (chunk.Span[^1] == '\n' && chunk.Span.StartsWith("{\"type\""u8))
            {
                Lines.Writer.TryWrite(JsonNode.Parse(chunk.Span)!.AsObject());
            }

            return Task.CompletedTask;
        }

        public Answer ToAnswer() => new(_status, _contentType, _headers, Encoding.UTF8.GetString(_body.WrittenSpan));
    }
}
