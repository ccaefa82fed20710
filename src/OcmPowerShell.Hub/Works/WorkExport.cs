using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Yaml;

namespace OcmPowerShell.Hub.Works;

/// <summary>
/// Writes works into files. Nothing is written when one of the files is there already and is not to be replaced, and every
/// file appears whole or not at all.
/// </summary>
internal sealed partial class WorkExport(string directory, bool overwrite)
{
    private const int Shown = 5;

    private readonly List<ExportedFile> _files = [];
    private readonly HashSet<string> _paths = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _folders = [];

    /// <summary>The files with Secrets in them, by their paths.</summary>
    public IReadOnlyList<string> Secrets => [.. _files.Where(file => file.IsSecret).Select(file => file.Path)];

    /// <summary>Adds a work as a folder of plain manifests, in its order: <c>cluster/work/01-deployment-web.yaml</c>.</summary>
    /// <exception cref="HubException"><c>FileNameTaken</c>.</exception>
    public void AddManifests(WorkDocument work)
    {
        string folder = Path.Join(FileNames.Of(work.Namespace), FileNames.Of(work.Name));
        _folders.Add(folder);
        int digits = Math.Max(2, work.Manifests.Count.ToString(CultureInfo.InvariantCulture).Length);
        for (int i = 0; i < work.Manifests.Count; i++)
        {
            ReadOnlyMemory<byte> manifest = ManifestLayout.Of(work.Manifests[i]);
            ManifestHeader header = ManifestHeader.Of(manifest.Span);
            string number = (i + 1).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
            string name = FileNames.Of($"{number}-{header.Kind.Text.ToLowerInvariant()}-{header.Name.Text}");
            Add(work, Path.Join(folder, name + ".yaml"), manifest, IsSecret(header));
        }
    }

    /// <summary>Adds a work as one file that can be applied again: <c>cluster/work.yaml</c>.</summary>
    /// <exception cref="HubException"><c>FileNameTaken</c>.</exception>
    public void AddWork(WorkDocument work) => Add(
        work,
        Path.Join(FileNames.Of(work.Namespace), FileNames.Of(work.Name) + ".yaml"),
        WorkCopy.Of(work.Json),
        work.Manifests.Any(manifest => manifest.Span[0] == (byte)'{' && IsSecret(ManifestHeader.Of(manifest.Span))));

    /// <summary>Refuses what cannot be written, before anything is.</summary>
    /// <exception cref="HubException"><c>FileExists</c>.</exception>
    public void Check()
    {
        List<string> there = [.. _files.Select(file => file.Path).Where(path => File.Exists(Full(path)) || Directory.Exists(Full(path)))];
        List<string> others = [.. _folders.SelectMany(Others)];
        if (!overwrite && there.Count + others.Count > 0)
        {
            throw new HubException("FileExists", $"Nothing was exported, because files are there already in '{directory}': {List([.. there, .. others])}. Use -Force to replace them, or another -Path.");
        }

        // What another program wrote is not ours to delete, and would be read as a part of the work.
        List<string> foreign = [.. others.Where(path => !OwnName().IsMatch(Path.GetFileName(path)))];
        if (foreign.Count > 0)
        {
            throw new HubException("FileExists", $"Nothing was exported, because a work's folder in '{directory}' has manifests that no export wrote: {List(foreign)}. Move them away, or use another -Path.");
        }
    }

    /// <summary>Writes the files, and removes what an earlier export of the same works left that they no longer hold.</summary>
    /// <returns>The files, in the order in which they were added.</returns>
    /// <exception cref="HubException"><c>FileNotWritten</c>.</exception>
    public IEnumerable<FileInfo> Write(CancellationToken cancellationToken)
    {
        foreach (ExportedFile file in _files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string path = Full(file.Path);
            Try(path, () => Write(path, file));
            yield return new FileInfo(path);
        }

        foreach (string stale in _folders.SelectMany(Others).ToList())
        {
            Try(Full(stale), () => File.Delete(Full(stale)));
        }
    }

    private void Add(WorkDocument work, string path, ReadOnlyMemory<byte> json, bool isSecret)
    {
        if (!_paths.Add(path))
        {
            throw new HubException("FileNameTaken", $"Two works would be written to the same place: '{path}' for {work} and another, of another hub or with a name that files cannot have. Export them one after the other into directories of their own.");
        }

        _files.Add(new ExportedFile(path, Encoding.UTF8.GetBytes(YamlText.Write(json)), isSecret));
    }

    private string Full(string path) => Path.Join(directory, path);

    /// <summary>Manifest files of a work's folder that are not among those to be written.</summary>
    private IEnumerable<string> Others(string folder) => Directory.Exists(Full(folder))
        ? ManifestFolder.Files(Full(folder), folder, recurse: false, CancellationToken.None).Select(file => file.Name).Where(path => !_paths.Contains(path))
        : [];

    private static bool IsSecret(ManifestHeader header) => header.Kind.Text == "Secret" && header.ApiVersion.Text == "v1";

    private static void Write(string path, ExportedFile file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string temporary = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetRandomFileName()}.tmp");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (file.IsSecret && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var stream = new FileStream(temporary, options))
            {
                stream.Write(file.Content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static void Try(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new HubException("FileNotWritten", $"'{path}' could not be written: {exception.Message} The export is not complete: mend it, and export again with -Force.", exception);
        }
    }

    private static string List(List<string> paths) => string.Join(", ", paths.Take(Shown)) + (paths.Count > Shown ? $" and {paths.Count - Shown} more" : "");

    [GeneratedRegex(@"^\d{2,}-[a-z0-9]*-.*\.yaml$", RegexOptions.CultureInvariant)]
    private static partial Regex OwnName();
}
