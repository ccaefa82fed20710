using OcmPowerShell.Hub.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Manifests;

/// <summary>What <c>helm template</c> prints becomes what an installation would make.</summary>
public sealed class HelmHookTests
{
    [Fact]
    public void What_a_chart_prints_is_read_with_its_comments_and_empty_documents()
    {
        ManifestSet set = Samples.Read($"---\n# Source: web/templates/none.yaml\n---\n# Source: web/templates/map.yaml\n{Samples.ConfigMap}---\n\n---\n# Source: web/templates/web.yaml\n{Samples.Deployment}---\n# Source: web/templates/more.yaml\n");
        Assert.Equal(["ConfigMap", "Deployment"], set.Manifests.Select(manifest => manifest.Kind));
        Assert.Empty(set.Warnings);
    }

    [Theory]
    [InlineData("test")]
    [InlineData("test-success")]
    [InlineData("test,test-failure")]
    [InlineData("pre-delete")]
    [InlineData("post-delete, pre-rollback")]
    [InlineData("post-rollback")]
    public void A_hook_that_an_installation_does_not_run_is_left_out_with_a_warning(string when)
    {
        ManifestSet set = Samples.Read($"{Samples.ConfigMap}---\n{Hook(when)}");
        Assert.Equal("ConfigMap", Assert.Single(set.Manifests).Kind);
        Assert.Contains("Job shop/hook", Assert.Single(set.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pre-install")]
    [InlineData("post-install,post-upgrade")]
    [InlineData("pre-upgrade")]
    [InlineData("pre-delete,pre-install")]
    [InlineData("crd-install")]
    [InlineData("something-new")]
    public void Any_other_hook_is_a_manifest_like_any_other_with_a_warning(string when)
    {
        ManifestSet set = Samples.Read($"{Samples.ConfigMap}---\n{Hook(when)}");
        Assert.Equal(["ConfigMap", "Job"], set.Manifests.Select(manifest => manifest.Kind));
        Assert.Contains("like any other", Assert.Single(set.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("annotations: null")]
    [InlineData("annotations: [helm.sh/hook]")]
    [InlineData("annotations: {helm.sh/hook: ''}")]
    [InlineData("annotations: {helm.sh/hook: 1}")]
    [InlineData("labels: {helm.sh/hook: test}")]
    public void What_is_no_hook_is_no_hook(string metadata)
    {
        ManifestSet set = Samples.Read($"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  {metadata}\n  name: a\n");
        Assert.Equal("a", Assert.Single(set.Manifests).Name);
        Assert.Empty(set.Warnings);
    }

    [Fact]
    public void What_a_work_holds_stays_whole()
    {
        string hook = string.Join("\n", Hook("test").Split('\n').Select(line => "      " + line));
        ManifestSet set = Samples.Read($"apiVersion: work.open-cluster-management.io/v1\nkind: ManifestWork\nmetadata: {{name: w}}\nspec:\n  workload:\n    manifests:\n    -\n{hook}\n");
        Assert.Equal("Job", Assert.Single(set.Manifests).Kind);
    }

    [Fact]
    public void When_nothing_else_is_there_it_is_an_error() =>
        Assert.Equal("NoManifest", Samples.RefuseOnce(Hook("test")).ErrorId);

    private static string Hook(string when) => $"apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: hook\n  namespace: shop\n  annotations:\n    \"helm.sh/hook\": {when}\n";
}
