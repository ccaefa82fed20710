using System.Text;
using OcmPowerShell.Hub.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Manifests;

public sealed class ManifestReaderFileTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_gives_its_manifests_in_order_with_their_places()
    {
        string path = _folder.Write("web.yml", "# shop\n---\n" + Samples.Deployment + "---\n" + Samples.ConfigMap);
        var reader = new ManifestReader();
        reader.AddPath(path, "web.yml");
        ManifestSet set = reader.ToManifestSet();

        Assert.Equal(["Deployment shop/web", "ConfigMap shop/settings"], set.Manifests.Select(manifest => manifest.Identity.ToString()));
        Assert.Equal(["web.yml, document 1, line 3", "web.yml, document 2, line 11"], set.Manifests.Select(manifest => manifest.Source.ToString()));
        Assert.Equal(("apps", "v1", "apps/v1"), (set.Manifests[0].Group, set.Manifests[0].Version, set.Manifests[0].ApiVersion));
        Assert.Equal(("", "v1"), (set.Manifests[1].Group, set.Manifests[1].Version));
        Assert.Equal("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings","namespace":"shop"},"data":{"a":"b"}}""", set.Manifests[1].Json);
        Assert.Empty(set.Warnings);
    }

    [Fact]
    public void A_folder_is_read_by_extension_in_lexical_order()
    {
        WriteNamed("b.yaml");
        WriteNamed("a.json", json: true);
        WriteNamed("c.yml");
        WriteNamed("B.yml");
        WriteNamed(".hidden.yml");
        WriteNamed("sub/d.yml");
        _folder.Write("notes.txt", "not a manifest");
        _folder.Write("e.YML", "not a manifest either");

        Assert.Equal([".hidden.yml", "B.yml", "a.json", "b.yaml", "c.yml"], Names(Read([_folder.Root])));
        Assert.Equal([".hidden.yml", "B.yml", "a.json", "b.yaml", "c.yml", "sub-d.yml"], Names(Read([_folder.Root], recurse: true)));
    }

    [Fact]
    public void A_folders_file_is_named_as_the_user_named_the_folder()
    {
        _folder.Write("app/x.yml", "a: [");
        var reader = new ManifestReader();
        reader.AddPath(Path.Combine(_folder.Root, "app"), "app");
        Assert.Equal(Path.Join("app", "x.yml"), Assert.Single(Assert.Throws<ManifestException>(reader.ToManifestSet).Problems).Source.Name);
    }

    [Fact]
    public void A_folder_that_links_to_itself_is_read_once()
    {
        WriteNamed("a.yml");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Root, "loop"), _folder.Root);
        Assert.Single(Read([_folder.Root], recurse: true).Manifests);
    }

    [Fact]
    public void A_file_given_twice_is_read_once()
    {
        string path = WriteNamed("a.yml");
        Assert.Single(Read([path, _folder.Root, path]).Manifests);
    }

    [Fact]
    public void Any_extension_will_do_for_a_file_that_is_named()
    {
        string path = _folder.Write("web.txt", Samples.Deployment);
        Assert.Single(Read([path]).Manifests);
    }

    [Fact]
    public void Files_of_Windows_editors_are_read()
    {
        string text = Samples.ConfigMap.Replace("a: b", "a: é漢😀", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal);
        Encoding[] encodings = [new UTF8Encoding(false), new UTF8Encoding(true), new UnicodeEncoding(false, true), new UnicodeEncoding(true, true), new UnicodeEncoding(false, false), new UnicodeEncoding(true, false)];
        foreach (Encoding encoding in encodings)
        {
            string path = _folder.Write($"{Guid.NewGuid()}.yml", [.. encoding.GetPreamble(), .. encoding.GetBytes(text)]);
            using var json = System.Text.Json.JsonDocument.Parse(Assert.Single(Read([path]).Manifests).Utf8Json);
            Assert.Equal("é漢😀", json.RootElement.GetProperty("data").GetProperty("a").GetString());
        }
    }

    [Fact]
    public void Empty_files_are_passed_over_but_nothing_at_all_is_an_error()
    {
        string empty = _folder.Write("empty.yml", "");
        string comment = _folder.Write("comment.yml", "# later\n---\n");
        string real = WriteNamed("real.yml");
        Assert.Single(Read([empty, comment, real]).Manifests);

        ManifestException fault = Assert.Throws<ManifestException>(() => Read([empty, comment]));
        Assert.Equal("NoManifest", fault.ErrorId);
        Assert.Equal($"{empty}, {comment}: No manifest was found.", fault.Message);
    }

    [Fact]
    public void An_empty_folder_is_an_error_that_tells_what_counts()
    {
        _folder.Write("sub/a.yml", Samples.ConfigMap);
        ManifestException fault = Assert.Throws<ManifestException>(() => Read([_folder.Root]));
        Assert.Equal("NoManifest", fault.ErrorId);
        Assert.Contains(".json, .yaml and .yml", fault.Message, StringComparison.Ordinal);
        Assert.Equal("NoManifest", Assert.Throws<ManifestException>(() => Read([])).ErrorId);
    }

    [Fact]
    public void A_path_that_is_not_there_is_named()
    {
        ManifestException fault = Assert.Throws<ManifestException>(() => Read([Path.Combine(_folder.Root, "none.yml")]));
        Assert.Equal("ManifestNotFound", fault.ErrorId);
        Assert.EndsWith("none.yml: There is no such file or folder.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_text_is_refused()
    {
        string binary = _folder.Write("a.yml", [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 0, 0, 0xFF, 0xFE]);
        string latin = _folder.Write("b.yml", [(byte)'a', (byte)':', (byte)' ', 0xE9, (byte)'\n']);
        string zero = _folder.Write("c.yml", [(byte)'a', (byte)':', (byte)' ', 0, (byte)'\n']);
        ManifestException fault = Assert.Throws<ManifestException>(() => Read([binary, latin, zero]));
        Assert.Equal(["NotText", "NotText", "NotText"], fault.Problems.Select(problem => problem.ErrorId));
    }

    [Fact]
    public void A_file_beyond_the_limit_is_refused_before_it_is_parsed()
    {
        string path = Path.Combine(_folder.Root, "big.yml");
        using (FileStream stream = File.Create(path))
        {
            stream.SetLength(ManifestReader.FileLimit + 1);
        }

        Assert.Equal("FileTooLarge", Assert.Throws<ManifestException>(() => Read([path])).ErrorId);
    }

    [Fact]
    public void A_file_that_cannot_be_opened_is_named()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Needs a user whom a file's mode can keep out.");
        string path = WriteNamed("secret.yml");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.None);
        }

        Assert.Equal("FileUnreadable", Assert.Throws<ManifestException>(() => Read([path])).ErrorId);
    }

    [Fact]
    public void A_file_that_another_holds_open_exclusively_is_named()
    {
        string path = WriteNamed("held.yml");
        using var held = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.Equal("FileUnreadable", Assert.Throws<ManifestException>(() => Read([path])).ErrorId);
    }

    [Fact]
    public void Problems_of_all_files_are_told_together()
    {
        string syntax = _folder.Write("1.yml", "a: 1\nb: [\n");
        string name = _folder.Write("2.yml", Samples.ConfigMap + "---\napiVersion: v1\nkind: Secret\nmetadata: {}\n");
        string good = WriteNamed("3.yml");
        ManifestException fault = Assert.Throws<ManifestException>(() => Read([syntax, name, good, "gone.yml"]));

        Assert.Equal("YamlSyntax", fault.ErrorId);
        Assert.Equal(["YamlSyntax", "MissingName", "ManifestNotFound"], fault.Problems.Select(problem => problem.ErrorId));
        Assert.Equal(new ManifestSource(name, 2, 9), fault.Problems[1].Source);
        Assert.StartsWith("3 problems with the manifests:", fault.Message, StringComparison.Ordinal);
        Assert.Contains($"  {name}, document 2, line 9: metadata.name is missing from this Secret.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Twenty_problems_are_enough()
    {
        for (int i = 0; i < 30; i++)
        {
            _folder.Write($"{i:D2}.yml", "kind: ConfigMap\n");
        }

        ManifestException fault = Assert.Throws<ManifestException>(() => Read([_folder.Root]));
        Assert.Equal(20, fault.Problems.Count);
        Assert.Contains("and 10 more.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_can_be_cancelled()
    {
        WriteNamed("a.yml");
        Assert.Throws<OperationCanceledException>(() => ManifestReader.Read([_folder.Root], cancellation: new CancellationToken(canceled: true)));
    }

    private static ManifestSet Read(IEnumerable<string> paths, bool recurse = false) =>
        ManifestReader.Read(paths, recurse, TestContext.Current.CancellationToken);

    private static IEnumerable<string> Names(ManifestSet set) => set.Manifests.Select(manifest => manifest.Name);

    private string WriteNamed(string file, bool json = false)
    {
        string name = file.Replace('/', '-');
        return _folder.Write(file, json
            ? $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"}}"""
            : $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\n");
    }
}
