using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using OcmPowerShell.Sandbox;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox;

public sealed class SandboxHubTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ocm-tests-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task The_kubeconfig_reaches_the_hub_and_is_its_owners_alone()
    {
        await using SandboxHub hub = await TestHub.StartAsync(options: new SandboxOptions { Name = "lab" });
        string text = await File.ReadAllTextAsync(hub.KubeconfigPath, Cancel);

        Assert.Contains($"server: https://127.0.0.1:{hub.Url.Port}\n", text, StringComparison.Ordinal);
        Assert.Contains("current-context: \"lab\"\n", text, StringComparison.Ordinal);
        Assert.Equal("lab", hub.ContextName);
        string authority = Regex.Match(text, "certificate-authority-data: (.*)").Groups[1].Value;
        Assert.Equal(hub.CertificateAuthorityPem, Encoding.ASCII.GetString(Convert.FromBase64String(authority)));
        using HttpClient client = hub.Client(Regex.Match(text, "token: \"(.*)\"").Groups[1].Value);
        Assert.Equal("ok", await client.GetStringAsync("/", Cancel));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(hub.KubeconfigPath));
            UnixFileMode directory = File.GetUnixFileMode(Path.GetDirectoryName(hub.KubeconfigPath)!);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, directory);
        }
    }

    [Fact]
    public async Task Disposal_deletes_the_files_and_frees_the_port()
    {
        SandboxHub hub = await TestHub.StartAsync();
        string directory = Path.GetDirectoryName(hub.KubeconfigPath)!;
        Assert.True(File.Exists(hub.KubeconfigPath));

        hub.Dispose();
        await hub.DisposeAsync();

        Assert.False(Directory.Exists(directory));
        await using SandboxHub again = await TestHub.StartAsync(options: new SandboxOptions { Port = hub.Url.Port });
        Assert.Equal(hub.Url, again.Url);
    }

    [Fact]
    public async Task A_kubeconfig_path_of_ones_own_is_used_and_cleaned_up()
    {
        string path = Path.Combine(_directory, "config");
        SandboxHub hub = await TestHub.StartAsync(options: new SandboxOptions { KubeconfigPath = path });

        Assert.Equal(path, hub.KubeconfigPath);
        Assert.Equal([path], Directory.GetFiles(_directory));
        await hub.DisposeAsync();
        Assert.Empty(Directory.GetFiles(_directory));
    }

    [Fact]
    public async Task A_kubeconfig_that_is_somebody_elses_is_left_alone()
    {
        string path = Path.Combine(_directory, "config");
        await File.WriteAllTextAsync(path, "precious", Cancel);

        IOException failure = await Assert.ThrowsAsync<IOException>(
            () => TestHub.StartAsync(options: new SandboxOptions { KubeconfigPath = path }));

        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(path, Cancel));
        Assert.Equal([path], Directory.GetFiles(_directory));
    }

    [Fact]
    public async Task A_kubeconfig_that_a_later_sandbox_took_over_stays_with_it()
    {
        string path = Path.Combine(_directory, "config");
        SandboxHub first = await TestHub.StartAsync(options: new SandboxOptions { KubeconfigPath = path });
        await using SandboxHub second = await TestHub.StartAsync(options: new SandboxOptions { KubeconfigPath = path });

        await first.DisposeAsync();

        Assert.Contains(second.Token, await File.ReadAllTextAsync(path, Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing/config", typeof(DirectoryNotFoundException))]
    [InlineData(".", typeof(IOException))]
    public async Task A_kubeconfig_that_cannot_be_written_is_an_error_and_nothing_is_left(string path, Type error)
    {
        SandboxOptions options = new() { KubeconfigPath = Path.Combine(_directory, path) };

        Assert.IsType(error, await Record.ExceptionAsync(() => TestHub.StartAsync(options: options)));
        Assert.Empty(Directory.GetFileSystemEntries(_directory));
    }

    [Fact]
    public async Task A_port_in_use_is_a_clear_error()
    {
        await using SandboxHub hub = await TestHub.StartAsync();

        IOException failure = await Assert.ThrowsAsync<IOException>(
            () => TestHub.StartAsync(options: new SandboxOptions { Port = hub.Url.Port }));

        Assert.Equal($"Port {hub.Url.Port} of 127.0.0.1 is in use. Choose another, or 0 for any that is free.", failure.Message);
    }

    [Fact]
    public async Task It_listens_on_loopback_alone()
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        Assert.True(hub.Url.IsLoopback);

        using TcpClient client = new();
        SocketException? refused = null;
        try
        {
            await client.ConnectAsync("127.0.0.2", hub.Url.Port, Cancel);
        }
        catch (SocketException failure)
        {
            refused = failure;
        }

        Assert.NotNull(refused);
    }

    [Theory]
    [InlineData("Sand Box", new[] { "one" })]
    [InlineData("", new[] { "one" })]
    [InlineData("sandbox", new[] { "one", "one" })]
    [InlineData("sandbox", new[] { "One" })]
    [InlineData("sandbox", new[] { "a.b" })]
    [InlineData("sandbox", new[] { "one\n" })]
    public async Task Names_that_cannot_be_are_refused(string name, string[] clusters)
    {
        SandboxOptions options = new() { Name = name, Clusters = clusters };

        await Assert.ThrowsAsync<ArgumentException>(() => SandboxHub.StartAsync(options, Cancel));
    }

    [Fact]
    public async Task Services_are_disposed_last_to_first_even_if_one_fails()
    {
        List<string> disposed = [];
        SandboxParts parts = new(
            new FallbackHandler(),
            [new Service("a", disposed), new Service("fails", disposed), new Service("b", disposed)]);
        SandboxHub hub = await SandboxHub.StartAsync(new SandboxOptions(), (_, _) => Task.FromResult(parts), cancellationToken: Cancel);

        AggregateException failure = await Assert.ThrowsAsync<AggregateException>(async () => await hub.DisposeAsync());

        Assert.Single(failure.InnerExceptions);
        Assert.Equal(["b", "fails", "a"], disposed);
        Assert.False(File.Exists(hub.KubeconfigPath));
    }

    [Fact]
    public async Task A_sandbox_that_cannot_be_put_together_leaves_nothing()
    {
        string path = Path.Combine(_directory, "config");
        Uri? url = null;

        await Assert.ThrowsAsync<InvalidOperationException>(() => SandboxHub.StartAsync(
            new SandboxOptions { KubeconfigPath = path },
            (foundation, _) =>
            {
                url = foundation.Url;
                throw new InvalidOperationException();
            },
            cancellationToken: Cancel));

        Assert.False(File.Exists(path));
        await using SandboxHub again = await TestHub.StartAsync(options: new SandboxOptions { Port = url!.Port });
    }

    private sealed class Service(string name, List<string> disposed) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            disposed.Add(name);
            return name == "fails" ? ValueTask.FromException(new InvalidOperationException()) : ValueTask.CompletedTask;
        }
    }
}
