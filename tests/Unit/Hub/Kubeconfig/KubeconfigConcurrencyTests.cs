using OcmPowerShell.Hub.Kubeconfig;
using OcmPowerShell.Tests.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Kubeconfig;

/// <summary>Several who change and read one kubeconfig at a time.</summary>
public sealed class KubeconfigConcurrencyTests : IDisposable
{
    private const int Writers = 4;
    private const int Changes = 10;

    private readonly ScratchFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nobody_ever_finds_half_a_file_and_no_comment_is_lost()
    {
        string filler = string.Concat(Enumerable.Range(0, 2000).Select(i => $"# line {i}\n"));
        string contexts = $"contexts: [{string.Join(", ", Enumerable.Range(0, Writers).Select(i => $"{{name: c{i}}}"))}]\n";
        string file = _folder.Write("real", $"current-context: c0\n{filler}{contexts}");
        string link = Path.Combine(_folder.Root, "link");
        File.CreateSymbolicLink(link, file);
        using var done = new CancellationTokenSource();

        Task<int> reader = Task.Run(() => ReadUntil(file, filler + contexts, done.Token), Cancel);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(writer, writer % 2 == 0 ? file : link), Cancel))).SoonAsync();
        await done.CancelAsync();

        Assert.True(await reader.SoonAsync() > 0);
        Assert.EndsWith(filler + contexts, await File.ReadAllTextAsync(file, Cancel), StringComparison.Ordinal);
        Assert.Equal(["link", "real"], Directory.GetFileSystemEntries(_folder.Root).Select(Path.GetFileName).Order());
    }

    private static async Task WriteAsync(int writer, string file)
    {
        for (int i = 0; i < Changes; i++)
        {
            await KubeconfigWriter.SetCurrentContextAsync($"c{(writer + i) % Writers}", file, null, Eventually.Patience, Cancel);
        }
    }

    private static int ReadUntil(string file, string end, CancellationToken done)
    {
        int reads = 0;
        do
        {
            string text = File.ReadAllText(file);
            Assert.Matches(@"\Acurrent-context: c[0-3]\n", text);
            Assert.EndsWith(end, text, StringComparison.Ordinal);
            reads++;
        }
        while (!done.IsCancellationRequested);
        return reads;
    }
}
