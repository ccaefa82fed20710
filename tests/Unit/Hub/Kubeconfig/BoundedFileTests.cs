using System.Diagnostics;
using System.Text;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Kubeconfig;
using OcmPowerShell.Tests.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Kubeconfig;

/// <summary>What is no ordinary file neither hangs a reader nor fills its memory.</summary>
public sealed class BoundedFileTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16 << 10)]
    [InlineData((16 << 10) + 1)]
    [InlineData(BoundedFile.MostBytes)]
    public void A_file_is_read_whole(int length)
    {
        byte[] content = new byte[length];
        Random.Shared.NextBytes(content);

        Assert.True(content.AsSpan().SequenceEqual(BoundedFile.Read(_folder.Write("file", content), cancellationToken: Cancel)));
    }

    [Fact]
    public void A_kubeconfig_that_is_too_large_is_refused()
    {
        string file = _folder.Write("config", Encoding.UTF8.GetBytes(new string('#', BoundedFile.MostBytes + 1)));

        HubException error = Assert.Throws<HubException>(() => ClientConfig.Load(file, cancellationToken: Cancel));

        Assert.Equal("KubeconfigInvalid", error.ErrorId);
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains("10 MiB", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_that_never_ends_is_refused()
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "There is no /dev/zero here.");

        HubException error = Assert.Throws<HubException>(() => ClientConfig.Load("/dev/zero", cancellationToken: Cancel));

        Assert.Equal("KubeconfigInvalid", error.ErrorId);
        Assert.Contains("10 MiB", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_never_ends_is_refused()
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "There is no /dev/zero here.");
        ClientConfig config = ClientConfig.Parse("""
            clusters: [{name: hub, cluster: {server: hub.example, certificate-authority: /dev/zero}}]
            contexts: [{name: c, context: {cluster: hub}}]
            """, "text");

        HubException error = Assert.Throws<HubException>(() => config.Resolve("c"));

        Assert.Equal("KubeconfigInvalid", error.ErrorId);
        Assert.Contains("10 MiB", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_is_refused()
    {
        HubException error = Assert.Throws<HubException>(() => ClientConfig.Load(_folder.Root, cancellationToken: Cancel));

        Assert.Equal("KubeconfigInvalid", error.ErrorId);
        Assert.Contains("is a directory", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipe_that_nobody_writes_to_is_refused_when_the_time_is_up()
    {
        IOException error = Assert.Throws<IOException>(() => BoundedFile.Read(Pipe(), TimeSpan.FromMilliseconds(50), Cancel));

        Assert.Contains("pipe", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_wait_for_a_pipe_can_be_cancelled()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        cancel.CancelAfter(50);

        Assert.ThrowsAny<OperationCanceledException>(() => ClientConfig.Load(Pipe(), cancellationToken: cancel.Token));
    }

    [Fact]
    public async Task A_pipe_that_is_written_to_is_read_like_a_file()
    {
        string pipe = Pipe();
        Task<ClientConfig> loading = Task.Run(() => ClientConfig.Load(pipe, cancellationToken: Cancel), Cancel);
        await Task.Run(
            () =>
            {
                using FileStream writer = new(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                writer.Write("current-"u8);
                writer.Flush();
                writer.Write("context: piped\n"u8);
            },
            Cancel).SoonAsync();

        Assert.Equal("piped", (await loading.SoonAsync()).CurrentContext);
    }

    private string Pipe()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes among its files.");
        string path = Path.Combine(_folder.Root, "pipe");
        using var mkfifo = Process.Start("mkfifo", [path]);
        mkfifo.WaitForExit();
        Assert.Equal(0, mkfifo.ExitCode);
        return path;
    }
}
