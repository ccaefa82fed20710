using FsCheck;
using FsCheck.Fluent;
using OcmPowerShell.Hub.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Manifests;

/// <summary>Whatever a file holds, it becomes manifests or an error that names the place.</summary>
public sealed class ManifestPropertyTests
{
    private static readonly string[] Pieces =
    [
        "apiVersion: v1\n", "apiVersion: work.open-cluster-management.io/v1\n", "kind: ConfigMap\n", "kind: List\n", "kind: ManifestWork\n", "kind: ConfigMapList\n",
        "metadata: {name: a}\n", "metadata: {name: b, namespace: c}\n", "metadata: [1]\n", "metadata:\n", "items: [1, {}, [], null]\n", "items: []\n",
        "items: [{metadata: {name: a}}]\n", "items: [{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Pod, metadata: {name: p}}]}]\n",
        "spec: {workload: {manifests: [{apiVersion: v1, kind: Pod, metadata: {name: q}}]}}\n", "spec: {workload: {manifests: [null, 1]}}\n", "spec: 1\n",
        "---\n", "data: {a: b}\n", "- a\n", "{}\n", "{\"apiVersion\":\"v1\"}\n", "\n", "# c\n", "\t", "a: [\n", "text\n",
    ];

    [Fact]
    public void Any_text_becomes_manifests_or_an_error_with_its_place() =>
        Prop.ForAll(Gen.Elements(Pieces).ListOf().Select(pieces => string.Concat(pieces)).ToArbitrary(), text =>
        {
            try
            {
                ManifestSet set = Samples.Read(text);
                Assert.NotEmpty(set.Manifests);
                Assert.All(set.Manifests, manifest => Assert.False(string.IsNullOrEmpty(manifest.ApiVersion) || string.IsNullOrEmpty(manifest.Kind) || string.IsNullOrEmpty(manifest.Name)));
                Assert.Equal(set.Manifests.Count, set.Manifests.Select(manifest => manifest.Identity).Distinct().Count());
                Assert.Equal(16, set.Hash.Length);
                Assert.NotNull(DefaultFeedback.For(set));
            }
            catch (ManifestException fault)
            {
                Assert.All(fault.Problems, problem => Assert.Equal("text", problem.Source.Name));
                Assert.InRange(fault.Problems.Count, 1, 20);
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
}
