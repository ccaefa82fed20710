using System.Text;
using OcmPowerShell.Hub.Model;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Model;

/// <summary>What a ManagedCluster's JSON becomes.</summary>
public sealed class ClusterParserTests
{
    private const string Accepted = "\"spec\":{\"hubAcceptsClient\":true}";

    [Fact]
    public void The_recorded_cluster_is_available_and_tells_all_of_itself()
    {
        Cluster cluster = ClusterParser.Parse(Recorded.Read("managedcluster.yaml").Span, "hub", includeJson: true);

        Assert.Equal(("one", true, true, true, true, ClusterStatus.Available), (cluster.Name, cluster.Accepted, cluster.Joined, cluster.Available, cluster.ClockSynced, cluster.Status));
        Assert.Equal(("default", "v1.33.13", new Version(1, 33, 13)), (cluster.ClusterSet, cluster.KubernetesVersion, cluster.Version));
        Assert.Equal((8m, 16L << 30, 8m, 16L << 30), (cluster.Cpu, cluster.Memory, cluster.AllocatableCpu, cluster.AllocatableMemory));
        Assert.Equal("100Gi", cluster.Capacity["ephemeral-storage"]);
        Assert.Equal("Lab", cluster.Claims["platform.open-cluster-management.io"]);
        Assert.Equal("unhealthy", Assert.Single(cluster.AddOns).Value);
        Assert.Equal("hello-addon", Assert.Single(cluster.AddOns).Key);
        Assert.Equal((TimeSpan.FromSeconds(60), "https://127.0.0.1:6444"), (cluster.LeaseDuration, Assert.Single(cluster.Urls)));
        Assert.Equal("one", cluster.ToString());
        Assert.NotNull(cluster.Json);
    }

    [Theory]
    [InlineData(false, "True", "True", ClusterStatus.NotAccepted)]
    [InlineData(true, null, null, ClusterStatus.NotJoined)]
    [InlineData(true, "False", "True", ClusterStatus.NotJoined)]
    [InlineData(true, "True", "True", ClusterStatus.Available)]
    [InlineData(true, "True", "False", ClusterStatus.Unavailable)]
    [InlineData(true, "True", "Unknown", ClusterStatus.Unknown)]
    [InlineData(true, "True", null, ClusterStatus.Unknown)]
    public void A_cluster_has_one_state(bool accepted, string? joined, string? available, ClusterStatus status)
    {
        string conditions = string.Join(',', new[] { ("ManagedClusterJoined", joined), ("ManagedClusterConditionAvailable", available) }
            .Where(condition => condition.Item2 is not null)
            .Select(condition => $$"""{"type":"{{condition.Item1}}","status":"{{condition.Item2}}"}"""));

        Assert.Equal(status, Parse($$$$""" "spec":{"hubAcceptsClient":{{{{(accepted ? "true" : "false")}}}}},"status":{"conditions":[{{{{conditions}}}}]}""").Status);
    }

    [Theory]
    [InlineData("v1.33.1", "1.33.1")]
    [InlineData("1.20.15", "1.20.15")]
    [InlineData("v1.33.1+k3s1", "1.33.1")]
    [InlineData("v1.33-gke.100", "1.33")]
    [InlineData("v1", null)]
    [InlineData("", null)]
    [InlineData("latest", null)]
    [InlineData("v99999999999.1", null)]
    public void A_version_compares_by_its_numbers(string text, string? version) => Assert.Equal(
        version is null ? null : new Version(version),
        Parse($$$$""" "status":{"version":{"kubernetes":"{{{{text}}}}"}}""").Version);

    [Fact]
    public void What_is_not_reported_is_not_made_up()
    {
        Cluster cluster = Parse(Accepted);

        Assert.Equal((null, null, null, null, "", null), (cluster.Cpu, cluster.Memory, cluster.AllocatableCpu, cluster.AllocatableMemory, cluster.KubernetesVersion, cluster.Version));
        Assert.Equal((null, null, null, ""), (cluster.Joined, cluster.Available, cluster.ClockSynced, cluster.ClusterSet));
        Assert.Equal((0, 0, 0, TimeSpan.FromSeconds(60)), (cluster.Claims.Count, cluster.Taints.Count, cluster.Urls.Count, cluster.LeaseDuration));
    }

    [Fact]
    public void Taints_claims_and_bare_numbers_are_read()
    {
        Cluster cluster = Parse("""
            "spec":{"hubAcceptsClient":true,"leaseDurationSeconds":30,"taints":[
              {"key":"maintenance","effect":"NoSelect","timeAdded":"2026-01-01T01:00:00+01:00"},{"key":"gpu","value":"only","effect":"PreferNoSelect"}],
              "managedClusterClientConfigs":[{"url":"https://a"},{}]},
            "status":{"capacity":{"cpu":4,"memory":"1500m","pods":null},"clusterClaims":[{"name":"a","value":"1"},{"name":"a","value":"2"},{"name":"b"}]}
            """);

        Assert.Equal(["maintenance:NoSelect", "gpu=only:PreferNoSelect"], cluster.Taints.Select(taint => taint.ToString()));
        Assert.Equal(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), cluster.Taints[0].TimeAdded);
        Assert.Equal((4m, 2L, TimeSpan.FromSeconds(30)), (cluster.Cpu, cluster.Memory, cluster.LeaseDuration));
        Assert.Equal(["a=1", "b="], cluster.Claims.Select(claim => $"{claim.Key}={claim.Value}"));
        Assert.Equal(["https://a", ""], cluster.Urls);
    }

    private static Cluster Parse(string rest) => ClusterParser.Parse(Encoding.UTF8.GetBytes($$"""{"metadata":{"name":"one"},{{rest}}}"""), "hub");
}
