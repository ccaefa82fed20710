using System.Text;
using OcmPowerShell.Hub.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Manifests;

public sealed class ManifestReaderContentTests
{
    [Fact]
    public void A_list_is_taken_apart_and_every_item_keeps_its_line()
    {
        ManifestSet set = Samples.Read("apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Namespace\n  metadata: {name: a}\n- apiVersion: v1\n  kind: Namespace\n  metadata: {name: b}\n");
        Assert.Equal(["Namespace a", "Namespace b"], set.Manifests.Select(manifest => manifest.Identity.ToString()));
        Assert.Equal([4, 7], set.Manifests.Select(manifest => manifest.Source.Line));
        Assert.Empty(set.Warnings);
    }

    [Fact]
    public void Items_of_a_typed_list_get_its_type()
    {
        ManifestSet set = Samples.Read("""{"apiVersion":"v1","kind":"ConfigMapList","metadata":{},"items":[{"metadata":{"name":"a"}},{"apiVersion":"v1","kind":"Secret","metadata":{"name":"b"}}]}""");
        Assert.Equal(["ConfigMap a", "Secret b"], set.Manifests.Select(manifest => manifest.Identity.ToString()));
        Assert.Equal("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}""", set.Manifests[0].Json);
    }

    [Fact]
    public void A_kind_that_only_ends_in_List_is_a_manifest() =>
        Assert.Equal("AllowList", Assert.Single(Samples.Read("apiVersion: example.com/v1\nkind: AllowList\nmetadata: {name: a}\nspec: {items: [1]}\n").Manifests).Kind);

    [Fact]
    public void Lists_in_lists_are_followed_but_not_for_ever()
    {
        static string Nest(int depth) =>
            string.Concat(Enumerable.Repeat("{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[", depth)) +
            "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"a\"}}" + string.Concat(Enumerable.Repeat("]}", depth));

        Assert.Single(Samples.Read(Nest(5)).Manifests);
        Assert.Equal("NestedTooDeep", Samples.RefuseOnce(Nest(20)).ErrorId);
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("v1alpha1")]
    public void A_ManifestWork_is_unwrapped_with_a_warning(string version)
    {
        ManifestSet set = Samples.Read($"apiVersion: work.open-cluster-management.io/{version}\nkind: ManifestWork\nmetadata: {{name: w, namespace: one}}\nspec:\n  workload:\n    manifests:\n    - apiVersion: v1\n      kind: Namespace\n      metadata: {{name: a}}\n    - apiVersion: v1\n      kind: Namespace\n      metadata: {{name: b}}\n");
        Assert.Equal(["Namespace a (text, line 7)", "Namespace b (text, line 10)"], set.Manifests.Select(manifest => manifest.ToString()));
        Assert.Equal("text, line 1 is a ManifestWork: its 2 manifests are used instead of wrapping it again; its name, namespace and options are ignored.", Assert.Single(set.Warnings));
    }

    [Fact]
    public void A_ManifestWorkReplicaSet_is_unwrapped_with_a_warning()
    {
        ManifestSet set = Samples.Read("apiVersion: work.open-cluster-management.io/v1alpha1\nkind: ManifestWorkReplicaSet\nmetadata: {name: w, namespace: one}\nspec:\n  manifestWorkTemplate:\n    workload:\n      manifests:\n      - {apiVersion: v1, kind: Namespace, metadata: {name: a}}\n");
        Assert.Equal(8, Assert.Single(set.Manifests).Source.Line);
        Assert.Contains("is a ManifestWorkReplicaSet: its 1 manifest is used", Assert.Single(set.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_ManifestWork_of_another_group_is_a_manifest() =>
        Assert.Equal("ManifestWork", Assert.Single(Samples.Read("apiVersion: example.com/v1\nkind: ManifestWork\nmetadata: {name: a}\n").Manifests).Kind);

    [Fact]
    public void A_ManifestWork_without_manifests_is_a_problem() =>
        Assert.Equal("NoManifest", Samples.RefuseOnce("apiVersion: work.open-cluster-management.io/v1\nkind: ManifestWork\nmetadata: {name: w}\n").ErrorId);

    [Theory]
    [InlineData("kind: ConfigMap\nmetadata: {name: a}", "MissingApiVersion", "apiVersion is missing.")]
    [InlineData("apiVersion: ''\nkind: ConfigMap\nmetadata: {name: a}", "MissingApiVersion", "apiVersion is missing.")]
    [InlineData("replicas: 2\nimage: nginx", "MissingApiVersion", "This is not a Kubernetes object")]
    [InlineData("apiVersion: 1\nkind: ConfigMap\nmetadata: {name: a}", "InvalidApiVersion", "apiVersion is a number")]
    [InlineData("apiVersion: a/b/c\nkind: ConfigMap\nmetadata: {name: a}", "InvalidApiVersion", "'a/b/c' is not of the form v1 or apps/v1")]
    [InlineData("apiVersion: /v1\nkind: ConfigMap\nmetadata: {name: a}", "InvalidApiVersion", "not of the form")]
    [InlineData("apiVersion: apps/\nkind: ConfigMap\nmetadata: {name: a}", "InvalidApiVersion", "not of the form")]
    [InlineData("apiVersion: v1\nmetadata: {name: a}", "MissingKind", "kind is missing.")]
    [InlineData("apiVersion: v1\nkind: [a]\nmetadata: {name: a}", "InvalidKind", "kind is a list")]
    [InlineData("apiVersion: v1\nkind: Config Map\nmetadata: {name: a}", "InvalidKind", "'Config Map'")]
    [InlineData("apiVersion: v1\nkind: ConfigMap", "MissingName", "metadata.name is missing from this ConfigMap.")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata:\n", "MissingName", "metadata.name is missing")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ''}", "MissingName", "metadata.name is missing")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata: text", "MissingName", "metadata is text, not a mapping")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: 12}", "InvalidName", "metadata.name is a number, not text. Put it in quotes.")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: yes}", "InvalidName", "metadata.name is true or false")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: 1}", "InvalidNamespace", "metadata.namespace is a number")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: a-}", "GenerateName", "metadata.generateName cannot be used")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, generateName: a-}", "GenerateName", "metadata.generateName cannot be used")]
    [InlineData("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []", "Kustomization", "kubectl kustomize")]
    [InlineData("- apiVersion: v1\n  kind: ConfigMap", "NotAnObject", "this is a list without a kind")]
    [InlineData("just words", "NotAnObject", "this is a single value")]
    [InlineData("a: b: c\n", "YamlSyntax", "(column 5)")]
    [InlineData("name: {{ .Values.name }}\n", "YamlSyntax", "helm template")]
    [InlineData("a: 1\na: 2\n", "YamlSyntax", "occurs twice")]
    [InlineData("{\"a\":1", "YamlSyntax", "This is not JSON")]
    public void What_no_hub_would_take_is_refused(string text, string errorId, string message)
    {
        ManifestProblem problem = Samples.RefuseOnce(text);
        Assert.Equal(errorId, problem.ErrorId);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: null, generateName: null}")]
    [InlineData("apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: 'system:x'}")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: '12'}")]
    public void What_a_hub_takes_is_taken(string text) => Assert.Equal("", Assert.Single(Samples.Read(text).Manifests).Namespace);

    [Fact]
    public void The_same_object_twice_is_refused_with_both_places()
    {
        var reader = new ManifestReader();
        reader.AddText(Samples.Deployment, "a.yml");
        reader.AddText(Samples.ConfigMap + "---\n" + Samples.Deployment.Replace("apps/v1", "apps/v1beta1", StringComparison.Ordinal), "b.yml");
        ManifestProblem problem = Assert.Single(Assert.Throws<ManifestException>(reader.ToManifestSet).Problems);
        Assert.Equal("DuplicateManifest", problem.ErrorId);
        Assert.Equal("b.yml, document 2, line 9: Deployment shop/web is already in a.yml, line 1. A work can hold each object once: leave one out.", problem.ToString());
    }

    [Fact]
    public void Objects_of_other_namespaces_kinds_and_groups_are_others()
    {
        ManifestSet set = Samples.Read(string.Join("---\n",
            "{apiVersion: v1, kind: A, metadata: {name: a}}\n",
            "{apiVersion: v1, kind: A, metadata: {name: a, namespace: b}}\n",
            "{apiVersion: v1, kind: B, metadata: {name: a}}\n",
            "{apiVersion: x/v1, kind: A, metadata: {name: a}}\n"));
        Assert.Equal(4, set.Manifests.Count);
    }

    [Fact]
    public void An_object_from_the_pipeline_keeps_its_description()
    {
        var reader = new ManifestReader();
        reader.AddObject(Encoding.UTF8.GetBytes("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a"}}"""), new ManifestSource("pipeline object 1"));
        reader.AddObject(Encoding.UTF8.GetBytes("""{"kind":"Namespace"}"""), new ManifestSource("pipeline object 2"));
        Assert.StartsWith("pipeline object 2: apiVersion is missing.", Assert.Throws<ManifestException>(reader.ToManifestSet).Problems[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Deeply_nested_manifests_are_counted_too()
    {
        string deep = string.Concat(Enumerable.Repeat("{\"a\":", 90)) + "1" + new string('}', 90);
        Manifest manifest = Assert.Single(Samples.Read($$"""{"apiVersion":"v1","kind":"X","metadata":{"name":"a"},"spec":{{deep}}}""").Manifests);
        Assert.Equal(manifest.Utf8Json.Length + 3, manifest.SizeBytes);
    }
}
