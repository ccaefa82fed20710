using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Http;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.ManagedClusters;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Server.Faults;

namespace OcmPowerShell.Sandbox.Control;

/// <summary>
/// Serves <c>/sandbox/v1/</c>, which no real hub has: it lets tests and people in other processes look at the requests
/// that came, spoil answers, unplug clusters and forget history. Requests for it are neither logged nor spoiled.
/// </summary>
internal sealed class ControlHandler(SandboxControls controls) : IRequestHandler
{
    private const int MostFaults = 1000;

    /// <summary>Whether a path is one of these.</summary>
    public static bool Serves(string path) => path == "/sandbox" || path.StartsWith("/sandbox/", StringComparison.Ordinal);

    /// <inheritdoc/>
    public async Task HandleAsync(HttpRequest request, IHttpResponse response, CancellationToken cancellationToken)
    {
        try
        {
            JsonObject answer = Answer(request);
            await response.SendJsonAsync(200, answer, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException refusal)
        {
            await response.SendRefusalAsync(refusal, cancellationToken).ConfigureAwait(false);
        }
    }

    private JsonObject Answer(HttpRequest request)
    {
        string[] segments = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (request.Method, segments) switch
        {
            ("GET", ["sandbox", "v1", "requests"]) => RequestQuery.Of(request).Select(controls.Requests.Snapshot()),
            ("DELETE", ["sandbox", "v1", "requests"]) => Do(controls.Requests.Clear, "All requests are forgotten."),
            ("GET", ["sandbox", "v1", "faults"]) => Faults(),
            ("POST", ["sandbox", "v1", "faults"]) => AddFaults(Encoding.UTF8.GetString(request.Body.Span)),
            ("DELETE", ["sandbox", "v1", "faults"]) => Do(controls.Faults.Clear, "All faults are gone."),
            ("GET", ["sandbox", "v1", "clusters"]) => List((controls.Clusters?.All ?? []).Select(Cluster)),
            ("POST", ["sandbox", "v1", "clusters"]) when controls.RequestJoin is { } join => RequestJoin(join, request.Body),
            ("GET", ["sandbox", "v1", "clusters", string name]) => Cluster(Require(name)),
            ("PATCH", ["sandbox", "v1", "clusters", string name]) => ChangeCluster(name, request.Body),
            ("POST", ["sandbox", "v1", "compact"]) when controls.Store is { } store => Do(store.Compact, "All history is forgotten."),
            (_, ["sandbox", "v1", "requests" or "faults" or "clusters" or "compact"]) or (_, ["sandbox", "v1", "clusters", _]) =>
                throw Refusal.MethodNotAllowed(),
            _ => throw new ApiException(404, "NotFound", "the sandbox serves requests, faults, clusters, clusters/NAME and compact under /sandbox/v1/", []),
        };
    }

    private static JsonObject Do(Action action, string message)
    {
        action();
        return new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["message"] = message };
    }

    private static JsonObject List(IEnumerable<JsonObject> items) => new() { ["items"] = new JsonArray([.. items]) };

    private JsonObject Faults() => List(controls.Faults.Rules.Select(rule => new JsonObject { ["fault"] = rule.Text, ["hits"] = rule.Hits }));

    private JsonObject AddFaults(string text)
    {
        try
        {
            string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            FaultRule[] rules = lines.Length > 0
                ? [.. lines.Take(MostFaults).Select(FaultText.Parse)]
                : throw Refusal.BadRequest($"The body must hold a fault a line. {FaultText.Grammar}");
            if (controls.Faults.Rules.Count + rules.Length > MostFaults)
            {
                throw Refusal.BadRequest(string.Create(CultureInfo.InvariantCulture, $"There can be {MostFaults} faults at a time; DELETE those that are not wanted any more."));
            }

            foreach (FaultRule rule in rules)
            {
                controls.Faults.Add(rule);
            }

            return Faults();
        }
        catch (FormatException wrong)
        {
            throw Refusal.BadRequest(wrong.Message);
        }
    }

    private ClusterState Require(string name) => controls.Clusters?.Find(name)
        ?? throw new ApiException(404, "NotFound", $"simulated cluster \"{name}\" not found", new JsonObject { ["name"] = name });

    private JsonObject ChangeCluster(string name, ReadOnlyMemory<byte> body)
    {
        ClusterStateChange change = ReadChange(body);
        Require(name);
        try
        {
            return Cluster(controls.Clusters!.Set(name, change));
        }
        catch (KeyNotFoundException)
        {
            // It went meanwhile.
            return Cluster(Require(name));
        }
    }

    /// <summary>A new cluster asks to join; whoever runs the hub accepts it or not, as with a real one.</summary>
    private static JsonObject RequestJoin(Action<string> join, ReadOnlyMemory<byte> body)
    {
        string name = Parse(body).Text("name") ?? throw Refusal.BadRequest("The body must be JSON as in {\"name\":\"three\"}.");
        try
        {
            return Do(
                () => join(name),
                $"The cluster '{name}' asks to join: approve its certificate signing request and set hubAcceptsClient, as clusteradm accept does.");
        }
        catch (ArgumentException wrong)
        {
            throw Refusal.BadRequest(wrong.Message);
        }
    }

    private static ClusterStateChange ReadChange(ReadOnlyMemory<byte> body)
    {
        const string Form = "The body must be JSON as in {\"offline\":true,\"failing\":false,\"delay\":\"5s\"}, with the members that are to change";
        ClusterStateChange change = new();
        foreach ((string name, JsonNode? value) in Parse(body) ?? throw Refusal.BadRequest($"{Form}."))
        {
            change = (name, value) switch
            {
                ("offline", JsonValue flag) when flag.TryGetValue(out bool offline) => change with { Offline = offline },
                ("failing", JsonValue flag) when flag.TryGetValue(out bool failing) => change with { Failing = failing },
                ("delay", JsonValue text) when text.TryGetValue(out string? delay) && DurationText.TryParse(delay, out TimeSpan time) => change with { Delay = time },
                _ => throw Refusal.BadRequest($"'{name}' cannot be that. {Form}; a delay is as in {DurationText.Form}."),
            };
        }

        return change;
    }

    private static JsonObject? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonText.Parse(body.Span) as JsonObject;
        }
        catch (JsonSyntaxException)
        {
            return null;
        }
    }

    private static JsonObject Cluster(ClusterState state) => new()
    {
        ["name"] = state.Name,
        ["offline"] = state.Offline,
        ["failing"] = state.Failing,
        ["delay"] = DurationText.Of(state.Delay),
    };
}
