using System.Globalization;
using System.Text;

namespace OcmPowerShell.Sandbox;

/// <summary>The kubeconfig of a sandbox on disk. It holds a token, so only its owner may ever read it.</summary>
internal sealed class KubeconfigFile : IDisposable
{
    private const string Mark = "# Written by the sandbox of OcmPowerShell, which deletes it when it stops.";

    /// <summary>The most managed clusters that get a context: a client reads all of the file each time.</summary>
    public const int MostClusters = 50;

    private readonly Func<IReadOnlyList<string>, string> _text;
    private readonly string? _ownDirectory;
    private byte[] _content;

    private KubeconfigFile(string path, string? ownDirectory, Func<IReadOnlyList<string>, string> text)
    {
        Path = path;
        _ownDirectory = ownDirectory;
        _text = text;
        _content = Encoding.UTF8.GetBytes(text([]));
    }

    /// <summary>Full path of the file.</summary>
    public string Path { get; }

    /// <summary>Writes a kubeconfig whose cluster, user and context are all named <paramref name="name"/>.</summary>
    /// <param name="path">Where; null for a new directory that only the user can enter.</param>
    /// <param name="name">Name of cluster, user and context.</param>
    /// <param name="url">The API server.</param>
    /// <param name="authorityPem">What to trust.</param>
    /// <param name="token">The user's token.</param>
    /// <exception cref="IOException">There is a file already that is not a sandbox's, or it cannot be written.</exception>
    public static KubeconfigFile Write(string? path, string name, Uri url, string authorityPem, string token)
    {
        string? ownDirectory = path is null ? Directory.CreateTempSubdirectory("ocm-sandbox-").FullName : null;
        string target = System.IO.Path.GetFullPath(path ?? System.IO.Path.Combine(ownDirectory!, "kubeconfig"));
        KubeconfigFile file = new(target, ownDirectory, clusters => Text(name, url, authorityPem, token, clusters));
        try
        {
            file.Write();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A kubeconfig for one managed cluster, with a context named <c>SANDBOX-CLUSTER</c>.</summary>
    public static string TextFor(string name, string cluster, Uri url, string authorityPem, string token) =>
        Text($"{name}-{cluster}", new Uri(url, $"/clusters/{cluster}"), authorityPem, token, []);

    /// <summary>Gives managed clusters a context each, named <c>SANDBOX-CLUSTER</c>: the first <see cref="MostClusters"/> of them.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Include(IReadOnlyList<string> clusters)
    {
        if (clusters.Count > 0)
        {
            byte[] former = _content;
            _content = Encoding.UTF8.GetBytes(_text([.. clusters.Take(MostClusters)]));
            try
            {
                Write();
            }
            catch
            {
                _content = former;
                throw;
            }
        }
    }

    /// <summary>Deletes the file, unless another sandbox has taken its place.</summary>
    public void Dispose()
    {
        try
        {
            if (_ownDirectory is not null)
            {
                Directory.Delete(_ownDirectory, recursive: true);
            }
            else if (File.ReadAllBytes(Path).AsSpan().SequenceEqual(_content))
            {
                File.Delete(Path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is gone already, or somebody holds it open; its token means nothing any more.
        }
    }

    private void Write()
    {
        RequireOurs();

        // Written beside its place and moved there: nobody reads half a file, and none is ever readable to others.
        string temporary = $"{Path}.{Guid.NewGuid():N}";
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (FileStream stream = new(temporary, options))
            {
                stream.Write(_content);
            }

            File.Move(temporary, Path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private void RequireOurs()
    {
        if (Directory.Exists(Path))
        {
            throw new IOException($"'{Path}' is a directory. Name a file for the sandbox's kubeconfig.");
        }

        if (System.IO.Path.GetDirectoryName(Path) is { } directory && !Directory.Exists(directory))
        {
            throw new DirectoryNotFoundException($"There is no directory '{directory}' for the sandbox's kubeconfig.");
        }

        if (File.Exists(Path) && File.ReadLines(Path).FirstOrDefault() != Mark)
        {
            throw new IOException($"'{Path}' exists and was not written by a sandbox. Choose another path for the kubeconfig, or remove that file.");
        }
    }

    /// <summary>The names are DNS labels, so YAML takes them in quotes as they are.</summary>
    private static string Text(string name, Uri url, string authorityPem, string token, IReadOnlyList<string> clusters)
    {
        string authority = Convert.ToBase64String(Encoding.ASCII.GetBytes(authorityPem));
        (string Name, string Server)[] servers =
        [
            (name, url.AbsoluteUri.TrimEnd('/')),
            .. clusters.Select(cluster => ($"{name}-{cluster}", new Uri(url, $"/clusters/{cluster}").AbsoluteUri)),
        ];
        var text = new StringBuilder($"{Mark}\napiVersion: v1\nkind: Config\nclusters:\n");
        foreach ((string server, string address) in servers)
        {
            text.Append(CultureInfo.InvariantCulture, $"- name: \"{server}\"\n  cluster:\n    server: {address}\n    certificate-authority-data: {authority}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"users:\n- name: \"{name}\"\n  user:\n    token: \"{token}\"\ncontexts:\n");
        foreach ((string server, _) in servers)
        {
            text.Append(CultureInfo.InvariantCulture, $"- name: \"{server}\"\n  context:\n    cluster: \"{server}\"\n    user: \"{name}\"\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"current-context: \"{name}\"\n").ToString();
    }
}
