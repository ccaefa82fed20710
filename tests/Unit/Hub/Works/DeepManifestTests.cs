using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Sandbox;
using Xunit;

namespace OcmPowerShell.Tests.Hub;

public sealed class DeepManifestTests
{
    [Fact]
    public async Task A_manifest_that_nests_deeper_than_dotnet_reads_by_default_makes_the_whole_round()
    {
        const int depth = 90;
        string nested = string.Concat(Enumerable.Repeat("""{"a":""", depth)) + "1" + new string('}', depth);
        var reader = new ManifestReader(TestContext.Current.CancellationToken);
        reader.AddText($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"deep","namespace":"default"},"x":{{{nested}}}}""", "a deep manifest");
        var content = new WorkContent { Manifests = reader.ToManifestSet() };

        await using SandboxHub sandbox = await SandboxHub.StartAsync(new SandboxOptions { Clusters = ["one"] }, TestContext.Current.CancellationToken);
        using HubConnection hub = HubConnection.Open(sandbox.KubeconfigPath);
        var works = new WorkClient(hub);
        Work created = await works.CreateAsync("one", "deep", content, cancellationToken: TestContext.Current.CancellationToken);
        (Work again, ChangeAction action) = await works.CreateOrUpdateAsync("one", "deep", content, cancellationToken: TestContext.Current.CancellationToken);
        Work listed = Assert.Single(await works.ListAsync(cancellationToken: TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));

        Assert.Equal(content.Manifests.Hash, created.ManifestHash);
        Assert.Equal(ChangeAction.Unchanged, action);
        Assert.Equal(created.ManifestHash, again.ManifestHash);
        Assert.Equal(created.ManifestHash, listed.ManifestHash);
    }
}
