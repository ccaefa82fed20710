using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Tests.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Works;

/// <summary>Works become files from which the same works can be made.</summary>
public sealed class WorkExportTests
{
    private const string Hard = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: hard, namespace: shop, annotations: {}, labels: {"on": "yes", "12": "0x1f"}}
        data:
          block: |
            one
              two

            three
          keep: |+
            ends with lines

          strip: |-
            no end
          folded: >
            folded
            text
          tabs: "a\tb"
          crlf: "a\r\nb\r\n"
          control: "\u0007 \u2028 \u00a0 \ufeff"
          unicode: "é 中 😀"
          spaces: "  both  "
          "yes": "no"
          "null": "~"
          "1e3": "1e3"
          "": "empty key"
          octal: "0o17"
          date: "2026-01-02"
          sexagesimal: "1:30"
          hash: "# none"
          dash: "- none"
          colon: "a: b"
          quote: 'it''s "so"'
          doc: "---\n...\n"
        ---
        apiVersion: example.org/v1
        kind: Thing
        metadata: {name: "system:a/b"}
        base: &base {x: 1, y: [1]}
        spec:
          copy: *base
          merged: {<<: *base, z: 2}
          numbers: [0, -1, 1.50, 1e21, 9007199254740993, 18446744073709551616, 0644, 0x1F, .5]
          nothing: [null, ~, {}, [], "", [[]], [{}]]
          flags: [true, no, on, "true"]
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_exported_and_read_again_is_the_same(bool asWork)
    {
        ManifestSet set = Samples.Read(Hard);
        using var folder = new ScratchFolder();
        Assert.Equal(set.Hash, Again(folder, Document(set), asWork).Hash);
    }

    [Fact]
    public void A_folder_reads_in_the_order_of_the_work_however_many_manifests_there_are()
    {
        ManifestSet set = Samples.Read(string.Concat(Enumerable.Range(0, 120).Select(i => $"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m{120 - i}}}\n")));
        using var folder = new ScratchFolder();
        Assert.Equal(set.Hash, Again(folder, Document(set), asWork: false).Hash);
        Assert.Equal("001-configmap-m120.yaml", Directory.GetFiles(folder.Root, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order(StringComparer.Ordinal).First());
    }

    [Theory]
    [InlineData("web", "web")]
    [InlineData("system:node", "system_node")]
    [InlineData("con", "_con")]
    [InlineData("nul.shop", "_nul.shop")]
    [InlineData("..", "_")]
    [InlineData("../../etc", "_.._.._etc")]
    [InlineData(".hidden", "_.hidden")]
    [InlineData("dot.", "dot")]
    [InlineData("", "_")]
    [InlineData("a\\b|c?d", "a_b_c_d")]
    public void Names_are_good_on_every_system(string name, string file) => Assert.Equal(file, FileNames.Of(name));

    [Fact]
    public void A_name_that_is_too_long_for_a_file_is_cut() => Assert.InRange(FileNames.Of(new string('a', 253)).Length, 100, 200);

    [Fact]
    public void Nothing_is_written_where_a_file_is_there_already()
    {
        using var folder = new ScratchFolder();
        folder.Write("one/web/02-deployment-web.yaml", "mine");
        var export = new WorkExport(folder.Root, overwrite: false);
        export.AddManifests(Document(Samples.Read($"{Samples.ConfigMap}---\n{Samples.Deployment}")));
        Assert.Equal("FileExists", Assert.Throws<HubException>(export.Check).ErrorId);
        Assert.Single(Directory.GetFiles(folder.Root, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_work_that_holds_less_than_before_leaves_no_old_manifest_among_the_new()
    {
        using var folder = new ScratchFolder();
        Again(folder, Document(Samples.Read($"{Samples.ConfigMap}---\n{Samples.Deployment}")), asWork: false);
        ManifestSet less = Samples.Read(Samples.Deployment);
        var refused = new WorkExport(folder.Root, overwrite: false);
        refused.AddManifests(Document(less));
        Assert.Equal("FileExists", Assert.Throws<HubException>(refused.Check).ErrorId);
        Assert.Equal(less.Hash, Again(folder, Document(less), asWork: false, overwrite: true).Hash);
    }

    [Fact]
    public void A_manifest_that_somebody_else_put_there_is_not_deleted_and_not_exported_beside()
    {
        using var folder = new ScratchFolder();
        folder.Write("one/web/extra.yml", "mine");
        folder.Write("one/web/README.md", "words");
        var export = new WorkExport(folder.Root, overwrite: true);
        export.AddManifests(Document(Samples.Read(Samples.ConfigMap)));
        HubException refusal = Assert.Throws<HubException>(export.Check);
        Assert.Equal("FileExists", refusal.ErrorId);
        Assert.Contains("extra.yml", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("README", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_works_of_one_place_are_refused()
    {
        var export = new WorkExport("nowhere", overwrite: false);
        WorkDocument work = Document(Samples.Read(Samples.ConfigMap));
        export.AddManifests(work);
        Assert.Equal("FileNameTaken", Assert.Throws<HubException>(() => export.AddManifests(work)).ErrorId);
    }

    [Fact]
    public void Only_who_exported_can_read_a_file_with_a_Secret()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has access lists, which the directory passes on.");
        using var folder = new ScratchFolder();
        var export = new WorkExport(folder.Root, overwrite: false);
        export.AddManifests(Document(Samples.Read($"{Samples.ConfigMap}---\napiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\n")));
        List<FileInfo> files = [.. export.Write(CancellationToken.None)];
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, files[1].UnixFileMode);
        Assert.NotEqual(files[1].UnixFileMode, files[0].UnixFileMode);
        Assert.Equal([Path.Join("one", "web", "02-secret-s.yaml")], export.Secrets);
    }

    [Fact]
    public void A_work_to_apply_again_has_nothing_of_the_hub_that_it_came_from()
    {
        byte[] json = Encoding.UTF8.GetBytes("""
            {"apiVersion":"work.open-cluster-management.io/v1","kind":"ManifestWork",
             "metadata":{"name":"web","namespace":"one","uid":"u","resourceVersion":"5","generation":2,"creationTimestamp":"2026-01-01T00:00:00Z","selfLink":"/x",
               "finalizers":["cluster.open-cluster-management.io/manifest-work-cleanup"],"managedFields":[{"manager":"m"}],"deletionTimestamp":"2026-01-01T00:00:00Z",
               "ownerReferences":[{"kind":"ManifestWorkReplicaSet","name":"r"}],
               "labels":{"work.open-cluster-management.io/manifestworkreplicaset":"ns.r","open-cluster-management.io/addon-name":"a","team":"web","ocmpowershell.io/placement":"prod.web"},
               "annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{}","note":"n"}},
             "spec":{"deleteOption":{"propagationPolicy":"Orphan"},"workload":{"manifests":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","uid":"stays"}}]},"newField":1},
             "status":{"conditions":[]}}
            """);
        JsonNode expected = JsonNode.Parse("""
            {"apiVersion":"work.open-cluster-management.io/v1","kind":"ManifestWork",
             "metadata":{"name":"web","namespace":"one","labels":{"team":"web","ocmpowershell.io/placement":"prod.web"},"annotations":{"note":"n"}},
             "spec":{"deleteOption":{"propagationPolicy":"Orphan"},"workload":{"manifests":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","uid":"stays"}}]},"newField":1}}
            """)!;
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(WorkCopy.Of(json))));
    }

    [Theory]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", "NotAWork", "of kind ConfigMap")]
    [InlineData("- 1\n", "NotAWork", "no object with a kind")]
    [InlineData("a: [\n", "YamlSyntax", "line 2")]
    [InlineData("\n", "NoManifest", "No ManifestWork")]
    public void What_is_no_work_is_refused_with_its_place(string text, string errorId, string words)
    {
        HubException refusal = Assert.ThrowsAny<HubException>(() => WorkDocument.Read(text, "file.yml"));
        Assert.Equal(errorId, refusal.ErrorId);
        Assert.Contains("file.yml", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Works_are_found_in_documents_and_lists_and_may_hold_the_same()
    {
        string one = Encoding.UTF8.GetString(WorkBody.Create("web", new WorkContent { Manifests = Samples.Read(Samples.ConfigMap) }, "one"));
        string two = one.Replace("\"one\"", "\"two\"", StringComparison.Ordinal);
        string text = $"{{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[{one},{two}]}}\n---\n{one.Replace("\"web\"", "\"api\"", StringComparison.Ordinal)}";
        Assert.Equal(["one/web", "two/web", "one/api"], WorkDocument.Read(text, "text").Select(work => work.ToString()));
    }

    /// <summary>Exports a work and reads what was written.</summary>
    internal static ManifestSet Again(ScratchFolder folder, WorkDocument work, bool asWork, bool overwrite = false)
    {
        var export = new WorkExport(folder.Root, overwrite);
        if (asWork)
        {
            export.AddWork(work);
        }
        else
        {
            export.AddManifests(work);
        }

        export.Check();
        List<FileInfo> files = [.. export.Write(CancellationToken.None)];
        Assert.All(files, file => Assert.True(file.Exists));
        var reader = new ManifestReader { SizeLimit = long.MaxValue };
        reader.AddPath(asWork ? files[0].FullName : files[0].DirectoryName!);
        return reader.ToManifestSet();
    }

    /// <summary>The work that would be sent for manifests.</summary>
    internal static WorkDocument Document(ManifestSet set) =>
        WorkDocument.Of(WorkBody.Create("web", new WorkContent { Manifests = set }, "one"), new ManifestSource("work"));
}
