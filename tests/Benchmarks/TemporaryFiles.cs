namespace OcmPowerShell.Benchmarks;

/// <summary>Files that are gone at the end.</summary>
internal sealed class TemporaryFiles : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ocm-bench-");

    /// <summary>Writes a file, and returns its path.</summary>
    public string Write(string name, string text)
    {
        string path = Path.Combine(_directory.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
