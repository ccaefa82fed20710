using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Waiting;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Sandbox;
using Walkthrough;

// The walk of walkthrough.ps1 without PowerShell: nginx to two clusters of the embedded hub, through the hub library.
TimeSpan patience = TimeSpan.FromSeconds(60);
var story = new Story();

story.Step("Start a hub with two simulated clusters (Start-OcmSandbox)");
await using SandboxHub sandbox = await SandboxHub.StartAsync(new SandboxOptions());
using HubConnection hub = HubConnection.Open(sandbox.KubeconfigPath);
await HubProbe.EnsureHubAsync(hub);
Story.Tell($"hub {hub}");

story.Step("See its clusters (Get-OcmCluster)");
var clusters = new ClusterClient(hub);
await Story.UntilAsync(patience, async () => await clusters.ListAsync().AllAsync(cluster => cluster.Status == ClusterStatus.Available));
List<Cluster> fleet = await clusters.ListAsync().ToListAsync();
Story.Table(["NAME", "STATUS", "VERSION", "CPU", "MEMORY"], fleet.Select(cluster => new object?[]
{
    cluster.Name, cluster.Status, cluster.KubernetesVersion, cluster.Cpu, cluster.Capacity.GetValueOrDefault("memory"),
}));
story.Check("both clusters are available", fleet.Count == 2 && fleet.TrueForAll(cluster => cluster.Status == ClusterStatus.Available));

story.Step("Deliver nginx.yml to both (New-OcmWork nginx1 -Path nginx.yml -Cluster one, two -Wait)");
var content = new WorkContent { Manifests = ManifestReader.Read([Path.Combine(AppContext.BaseDirectory, "nginx.yml")]) };
var works = new WorkClient(hub);
Work[] created = await Task.WhenAll(fleet.Select(cluster => works.CreateAsync(cluster.Name, "nginx1", content)));
await foreach (WaitResult<Work> result in works.WaitAsync(created, WorkGoal.Ready, patience))
{
    Story.Tell($"{result.Value!}: {result.Outcome}");
}

story.Step("See what became of it (Get-OcmWork, Get-OcmWorkManifest)");
List<Work> delivered = await works.ListAsync().ToListAsync();
Story.Table(["NAME", "CLUSTER", "MANIFESTS", "APPLIED", "AVAILABLE", "READY"], delivered.Select(work => new object?[]
{
    work.Name, work.Cluster, work.ManifestCount, work.Applied, work.Available, work.Ready,
}));
Story.Table(["CLUSTER", "KIND", "NAME", "READY", "FEEDBACK"], delivered.SelectMany(work => work.Manifests).Select(manifest => new object?[]
{
    manifest.Cluster, manifest.Kind, manifest.ResourceName, manifest.Ready, string.Join(" ", manifest.Feedback.Select(value => $"{value.Key}={value.Value}")),
}));
story.Check("both works are ready", delivered.Count == 2 && delivered.TrueForAll(work => work.Status == WorkStatus.Ready));
story.Check("the deployments report two ready replicas", delivered.TrueForAll(work => work.Manifests[0].Feedback.GetValueOrDefault("ReadyReplicas") is 2L));

story.Step("A second time is refused, cluster by cluster");
string refusal = "";
try
{
    await works.CreateAsync("one", "nginx1", content);
}
catch (HubException exception)
{
    refusal = exception.ErrorId;
    Story.Tell($"{exception.ErrorId}: {exception.Message}");
}

story.Check("what exists is not overwritten", refusal == "AlreadyExists");

story.Step("Remove it again, and wait until the clusters are clean (Remove-OcmWork nginx1 -Cluster one, two -Wait)");
await Task.WhenAll(delivered.Select(work => works.DeleteAsync(work.Cluster, work.Name, work.Uid)));
await foreach (WaitResult<Work> result in works.WaitAsync(delivered, WorkGoal.Deleted, patience))
{
    Story.Tell($"{result.Target}: {(result.Outcome == WaitOutcome.Reached ? "gone" : result.Outcome)}");
}

story.Check("no work is left", await works.ListAsync().CountAsync() == 0);
return story.End();
