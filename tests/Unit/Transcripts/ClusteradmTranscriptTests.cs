using OcmPowerShell.Tests.Sandbox.Api;
using Xunit;

namespace OcmPowerShell.Tests.Transcripts;

/// <summary>Types into a shell what was typed to clusteradm against a real hub, where <c>OCM_CLUSTERADM</c> names one.</summary>
public sealed class ClusteradmTranscriptTests
{
    private const string Variable = "OCM_CLUSTERADM";

    [Fact]
    public async Task Every_recorded_command_is_answered_alike()
    {
        string recorded = RecordedHub.Recorded("clusteradm-transcripts.md");
        string? clusteradm = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(clusteradm) || OperatingSystem.IsWindows(), $"{Variable} names no clusteradm");

        await using RecordedHub hub = await RecordedHub.StartAsync("clusteradm", clusteradm!);
        hub.Write("nginx.yml", await File.ReadAllTextAsync(SharedReference.Find("..", "nginx.yml")!, TestContext.Current.CancellationToken));

        // No kubelet ran on the recorded clusters; the add-on was there, and so was the request of a cluster that had joined.
        hub.Hub.SetCluster("one", failing: true);
        await ClusteradmSession.JoinAsync(hub.Hub, "one");
        await hub.CreateAsync("addontemplate.yaml", "/apis/addon.open-cluster-management.io/v1alpha1/addontemplates");
        await hub.CreateAsync("clustermanagementaddon.yaml", "/apis/addon.open-cluster-management.io/v1alpha1/clustermanagementaddons");
        foreach (string command in new[]
        {
            "clusteradm clusterset bind default --namespace default",
            "clusteradm create placement placement1 --namespace default --clustersets default",
            "clusteradm create work nginx1 -f nginx.yml --clusters one",
            "clusteradm addon enable --names hello-addon --clusters one",
        })
        {
            (string output, int exitCode) = await hub.TypeAsync(command);
            Assert.True(exitCode == 0, output);
        }

        (int typed, IReadOnlyList<string> differences) = await hub.ReplayAsync(recorded, _ => true, anyOrder: true);
        Assert.True(typed >= 38, $"only {typed} commands were found");
        Assert.True(differences.Count == 0, string.Join("\n\n", differences));
    }
}
