using System.Diagnostics;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Connection;

namespace OcmPowerShell.Benchmarks;

/// <summary>What clusters alone cost: the time until all have joined, and what the sandbox takes while nobody asks for anything.</summary>
internal static class FleetFigures
{
    private const string Clusters = "apis/cluster.open-cluster-management.io/v1/managedclusters";

    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(10);

    /// <summary>Starts a sandbox without clusters, and says what it costs.</summary>
    public static async Task EmptyAsync(Figures figures)
    {
        var clock = Stopwatch.StartNew();
        using SandboxProcess sandbox = await SandboxProcess.StartAsync(0);
        double seconds = clock.Elapsed.TotalSeconds;
        await Task.Delay(Calm);
        figures.Add("a sandbox without clusters", $"answers after {seconds:0.00} s, {sandbox.Bytes() / 1e6:0} MB");
    }

    /// <summary>Waits until all clusters of a sandbox have joined, and then looks on while nothing happens.</summary>
    public static async Task JoinAsync(Figures figures, SandboxProcess sandbox, HubConnection hub, int count)
    {
        var requests = new HubRequests(hub);
        await requests.WaitAsync(Clusters, list => list["items"]!.AsArray().Count(IsAvailable) == count);
        figures.Add($"{count} clusters", $"all joined and available {sandbox.Age().TotalSeconds:0.0} s after the start of the program");

        await Task.Delay(Calm);
        TimeSpan before = sandbox.ProcessorTime();
        await Task.Delay(Calm);
        figures.Add(
            $"{count} clusters where nothing happens",
            $"{(sandbox.ProcessorTime() - before) / Calm:0.0%} of a core, {sandbox.Bytes() / 1e6:0} MB");
    }

    private static bool IsAvailable(JsonNode? cluster) => cluster?["status"]?["conditions"] is JsonArray conditions && conditions.Any(condition =>
        (string?)condition!["type"] == "ManagedClusterConditionAvailable" && (string?)condition["status"] == "True");
}
