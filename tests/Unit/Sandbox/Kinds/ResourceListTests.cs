using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OcmPowerShell.Tests.Sandbox.Api;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Kinds;

/// <summary>A hub serves the resources that a real one does.</summary>
public sealed partial class ResourceListTests
{
    private readonly ApiCaller _caller = new();

    [Theory]
    [InlineData("work.open-cluster-management.io")]
    [InlineData("cluster.open-cluster-management.io")]
    public async Task A_group_has_the_resources_that_kubectl_recorded(string group)
    {
        string? file = SharedReference.Find("recorded", "kubectl-transcripts.md");
        Assert.SkipWhen(file is null, "the recorded transcripts are not beside the repository");
        string text = await File.ReadAllTextAsync(file!, TestContext.Current.CancellationToken);
        string[] recorded = [.. text[text.IndexOf($"--api-group={group}", StringComparison.Ordinal)..].Split('\n').Skip(2)
            .TakeWhile(line => !line.StartsWith('['))
            .Select(line => Spaces().Replace(line.Trim(), " "))];

        Assert.Equal(recorded.Order(StringComparer.Ordinal), (await RowsAsync(group)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_add_on_kinds_prefer_the_version_that_a_real_hub_prefers()
    {
        JsonObject group = (await _caller.GetAsync("/apis/addon.open-cluster-management.io")).Json;
        Assert.Equal(["v1beta1", "v1alpha1"], group["versions"]!.AsArray().Select(one => (string)one!["version"]!));
        Assert.Equal("v1beta1", (string?)group["preferredVersion"]!["version"]);
        Assert.Equal(
            ["addondeploymentconfigs", "addontemplates", "clustermanagementaddons", "managedclusteraddons"],
            (await RowsAsync("addon.open-cluster-management.io")).Select(row => row.Split(' ')[0]).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>What <c>kubectl api-resources</c> makes of discovery.</summary>
    private async Task<List<string>> RowsAsync(string group)
    {
        var rows = new List<string>();
        foreach (JsonNode? version in (await _caller.GetAsync($"/apis/{group}")).Json["versions"]!.AsArray())
        {
            string groupVersion = (string)version!["groupVersion"]!;
            rows.AddRange((await _caller.GetAsync($"/apis/{groupVersion}")).Json["resources"]!.AsArray()
                .Where(resource => !((string)resource!["name"]!).Contains('/'))
                .Select(resource => Spaces().Replace(
                    $"{resource!["name"]} {string.Join(',', (resource["shortNames"] as JsonArray ?? []).Select(name => (string)name!))} "
                    + $"{groupVersion} {(bool)resource["namespaced"]!} {resource["kind"]}".Replace("True", "true").Replace("False", "false"), " ")));
        }

        return rows;
    }

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
