using System.Text;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Kubeconfig;
using OcmPowerShell.Tests.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Kubeconfig;

/// <summary>Another current context, and nothing else, in the right file.</summary>
[Collection(EnvironmentTests.Name)]
public sealed class KubeconfigWriterTests : IDisposable
{
    private const string Contexts = "contexts: [{name: a}, {name: b}, {name: 'true'}, {name: '1e3'}, {name: 'it is #1: \"x\"'}, {name: 'arn:aws:eks:eu-west-1:1:cluster/x'}, {name: \"k\u00fcche\U0001f600\"}]";

    private readonly ScratchFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("current-context: a\n", "current-context: b\n")]
    [InlineData("# mine\ncurrent-context: a   # not prod!\nkind: Config\n", "# mine\ncurrent-context: b   # not prod!\nkind: Config\n")]
    [InlineData("current-context:    \"a\"\n", "current-context: \"b\"\n")]
    [InlineData("\"current-context\": 'a' # 'x'\n", "\"current-context\": \"b\" # 'x'\n")]
    [InlineData("current-context : \"a #1\" # x\n", "current-context : \"b\" # x\n")]
    [InlineData("current-context:\nkind: Config\n", "current-context: b\nkind: Config\n")]
    [InlineData("current-context: ''\n", "current-context: \"b\"\n")]
    [InlineData("current-context:\n  a\nkind: Config\n", "current-context: b\nkind: Config\n")]
    [InlineData("current-context: >-\n  a\n# end\nkind: Config\n", "current-context: b\n# end\nkind: Config\n")]
    [InlineData("kind: Config\n", "kind: Config\nMORE\ncurrent-context: b\n")]
    [InlineData("x:\n  current-context: a\ny: |\n  current-context: a\ncurrent-context: a\n", "x:\n  current-context: a\ny: |\n  current-context: a\ncurrent-context: b\n")]
    [InlineData("y: |\n  current-context: a\n", "y: |\n  current-context: a\nMORE\ncurrent-context: b\n")]
    public async Task Only_its_line_changes(string before, string after)
    {
        bool more = after.Contains("MORE", StringComparison.Ordinal);
        string file = _folder.Write("config", $"{before}{Contexts}\n");

        Assert.Equal(file, await KubeconfigWriter.SetCurrentContextAsync("b", file, cancellationToken: Cancel));

        string expected = more ? after.Replace("MORE", Contexts, StringComparison.Ordinal) : $"{after}{Contexts}\n";
        Assert.Equal(expected, await File.ReadAllTextAsync(file, Cancel));
    }

    [Theory]
    [InlineData("{\"current-context\":\"a\",\"contexts\":[{\"name\":\"b\"}]}", "{\"current-context\":\"b\",\"contexts\":[{\"name\":\"b\"}]}")]
    [InlineData("{\n  \"x\": {\"current-context\": \"a\"},\n  \"current-context\" : null,\n  \"contexts\": [{\"name\": \"b\"}]\n}\n", "{\n  \"x\": {\"current-context\": \"a\"},\n  \"current-context\" : \"b\",\n  \"contexts\": [{\"name\": \"b\"}]\n}\n")]
    [InlineData("{\n    \"contexts\": [{\"name\": \"b\"}]\n}\n", "{\n    \"current-context\": \"b\",\n    \"contexts\": [{\"name\": \"b\"}]\n}\n")]
    [InlineData("{contexts: [{name: b}]}\n", "{\"current-context\": \"b\",contexts: [{name: b}]}\n")]
    public async Task JSON_stays_JSON(string before, string after)
    {
        string file = _folder.Write("config", before);

        await KubeconfigWriter.SetCurrentContextAsync("b", file, cancellationToken: Cancel);

        Assert.Equal(after, await File.ReadAllTextAsync(file, Cancel));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("1e3")]
    [InlineData("it is #1: \"x\"")]
    [InlineData("arn:aws:eks:eu-west-1:1:cluster/x")]
    [InlineData("k\u00fcche\U0001f600")]
    public async Task A_name_is_quoted_where_it_would_mean_something_else(string context)
    {
        string file = _folder.Write("config", $"current-context: a\n{Contexts}\n");

        await KubeconfigWriter.SetCurrentContextAsync(context, file, cancellationToken: Cancel);

        Assert.Equal(context, ClientConfig.Load(file, cancellationToken: Cancel).CurrentContext);
        Assert.EndsWith($"\n{Contexts}\n", await File.ReadAllTextAsync(file, Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-8", "\r\n")]
    [InlineData("utf-16", "\r\n")]
    [InlineData("utf-16BE", "\n")]
    public async Task Line_ends_and_encoding_stay(string encoding, string newLine)
    {
        var writer = Encoding.GetEncoding(encoding);
        byte[] Bytes(string text) => [.. writer.Preamble, .. writer.GetBytes(text.ReplaceLineEndings(newLine))];
        string changed = _folder.Write("changed", Bytes($"current-context: a\n{Contexts}\n"));
        string added = _folder.Write("added", Bytes($"{Contexts}"));

        await KubeconfigWriter.SetCurrentContextAsync("b", changed, cancellationToken: Cancel);
        await KubeconfigWriter.SetCurrentContextAsync("b", added, cancellationToken: Cancel);

        Assert.Equal(Bytes($"current-context: b\n{Contexts}\n"), await File.ReadAllBytesAsync(changed, Cancel));
        Assert.Equal("b", ClientConfig.Load(added, cancellationToken: Cancel).CurrentContext);
        Assert.Equal(writer.Preamble.ToArray(), (await File.ReadAllBytesAsync(added, Cancel))[..writer.Preamble.Length]);
    }

    [Fact]
    public async Task Of_several_documents_the_first_is_changed()
    {
        string file = _folder.Write("config", $"---\n{Contexts}\n---\ncurrent-context: other\n...\n");

        await KubeconfigWriter.SetCurrentContextAsync("b", file, cancellationToken: Cancel);

        Assert.Equal($"---\n{Contexts}\ncurrent-context: b\n---\ncurrent-context: other\n...\n", await File.ReadAllTextAsync(file, Cancel));
    }

    [Theory]
    [InlineData("current-context: &x a\nother: *x\ncontexts: [{name: b}]\n")]
    [InlineData("? current-context\n: a\ncontexts: [{name: b}]\n")]
    [InlineData("{current-context: a, contexts: [{name: b}]}\n")]
    [InlineData("# note\n{contexts: [{name: b}]}\n")]
    public async Task What_no_single_line_says_is_left_alone(string text)
    {
        string file = _folder.Write("config", text);

        HubException error = await Assert.ThrowsAsync<HubException>(() => KubeconfigWriter.SetCurrentContextAsync("b", file, cancellationToken: Cancel));

        Assert.Equal("KubeconfigNotWritten", error.ErrorId);
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        IsUntouched(file, text);
    }

    [Fact]
    public async Task A_context_that_is_not_there_changes_nothing()
    {
        string text = $"current-context: a\n{Contexts}\n";
        string file = _folder.Write("config", text);

        HubException error = await Assert.ThrowsAsync<HubException>(() => KubeconfigWriter.SetCurrentContextAsync("B", file, cancellationToken: Cancel));

        Assert.Equal("ContextNotFound", error.ErrorId);
        Assert.Contains("Did you mean 'b'?", error.Message, StringComparison.Ordinal);
        IsUntouched(file, text);
    }

    [Fact]
    public async Task The_first_file_of_the_list_that_holds_anything_is_changed_as_kubectl_does()
    {
        string empty = _folder.Write("empty", "");
        string first = _folder.Write("first", "kind: Config\n");
        string second = _folder.Write("second", $"current-context: a\n{Contexts}\n");
        using var kubeconfig = new EnvironmentVariable("KUBECONFIG", string.Join(Path.PathSeparator, Path.Combine(_folder.Root, "missing"), "empty", "first", "second"));

        Assert.Equal(first, await KubeconfigWriter.SetCurrentContextAsync("b", baseDirectory: _folder.Root, cancellationToken: Cancel));

        Assert.Equal("b", ClientConfig.Load(null, _folder.Root, cancellationToken: Cancel).CurrentContext);
        Assert.Equal("kind: Config\ncurrent-context: b\n", await File.ReadAllTextAsync(first, Cancel));
        IsUntouched(empty, "");
        IsUntouched(second, $"current-context: a\n{Contexts}\n");
    }

    [Fact]
    public async Task The_context_that_is_current_already_is_not_written_again()
    {
        string file = _folder.Write("config", $"current-context: a\n{Contexts}\n");
        DateTime before = File.GetLastWriteTimeUtc(file).AddDays(-1);
        File.SetLastWriteTimeUtc(file, before);

        await KubeconfigWriter.SetCurrentContextAsync("a", file, cancellationToken: Cancel);

        Assert.Equal(before, File.GetLastWriteTimeUtc(file));
    }

    [Fact]
    public async Task A_link_stays_and_its_target_changes()
    {
        string target = _folder.Write("real/config", $"current-context: a\n{Contexts}\n");
        string link = Path.Combine(_folder.Root, "link");
        File.CreateSymbolicLink(link, target);

        Assert.Equal(link, await KubeconfigWriter.SetCurrentContextAsync("b", link, cancellationToken: Cancel));

        Assert.Equal(target, new FileInfo(link).LinkTarget);
        Assert.Equal("b", ClientConfig.Load(target, cancellationToken: Cancel).CurrentContext);
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead)]
    public async Task The_mode_stays(UnixFileMode mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        string file = _folder.Write("config", $"current-context: a\n{Contexts}\n");
#pragma warning disable CA1416 // Skipped there.
        File.SetUnixFileMode(file, mode);

        await KubeconfigWriter.SetCurrentContextAsync("b", file, cancellationToken: Cancel);

        Assert.Equal(mode, File.GetUnixFileMode(file));
#pragma warning restore CA1416
        Assert.Equal("b", ClientConfig.Load(file, cancellationToken: Cancel).CurrentContext);
    }

    [Theory]
    [InlineData("/dev/null")]
    [InlineData("/dev/zero")]
    public async Task A_device_stays_what_it_is(string device)
    {
        Assert.SkipUnless(File.Exists(device), $"There is no {device} here.");
        string file = _folder.Write("config", $"{Contexts}\n");
        using var kubeconfig = new EnvironmentVariable("KUBECONFIG", device == "/dev/null" ? $"{device}:{file}" : device);

        HubException? error = await Record.ExceptionAsync(() => KubeconfigWriter.SetCurrentContextAsync("b", cancellationToken: Cancel)) as HubException;

        Assert.Equal(device == "/dev/null" ? null : "ContextNotFound", error?.ErrorId);
        Assert.Equal(0, new FileInfo(device).Length);
        Assert.False(File.Exists(device + ".lock"));
    }

    [Fact]
    public async Task Others_who_have_the_lock_are_waited_for()
    {
        string file = _folder.Write("config", $"current-context: a\n{Contexts}\n");
        string held = _folder.Write("config.lock", "");

        Task<string> writing = KubeconfigWriter.SetCurrentContextAsync("b", file, null, Eventually.Patience, Cancel);
        Assert.False(writing.IsCompleted);
        Assert.Equal("a", ClientConfig.Load(file, cancellationToken: Cancel).CurrentContext);
        File.Delete(held);

        await writing.SoonAsync();
        Assert.Equal("b", ClientConfig.Load(file, cancellationToken: Cancel).CurrentContext);
        Assert.False(File.Exists(held));
    }

    [Fact]
    public async Task A_lock_that_is_never_given_back_is_named()
    {
        string text = $"current-context: a\n{Contexts}\n";
        string file = _folder.Write("config", text);
        string held = _folder.Write("config.lock", "");

        HubException error = await Assert.ThrowsAsync<HubException>(() => KubeconfigWriter.SetCurrentContextAsync("b", file, null, TimeSpan.FromMilliseconds(60), Cancel));
        Assert.Equal("KubeconfigLocked", error.ErrorId);
        Assert.Contains(held, error.Message, StringComparison.Ordinal);

        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task<string> waiting = KubeconfigWriter.SetCurrentContextAsync("b", file, null, Eventually.Patience, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.SoonAsync());

        Assert.True(File.Exists(held));
        File.Delete(held);
        IsUntouched(file, text);
    }

    private void IsUntouched(string file, string text)
    {
        Assert.Equal(text, File.ReadAllText(file));
        Assert.DoesNotContain(Directory.GetFiles(_folder.Root), left => left.EndsWith(".tmp", StringComparison.Ordinal) || left.EndsWith(".lock", StringComparison.Ordinal));
    }
}
