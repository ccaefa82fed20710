using System.Globalization;
using System.Text;
using OcmPowerShell.Hub.Yaml;

namespace OcmPowerShell.Hub.Manifests;

/// <summary>
/// Reads manifests from files, folders, text and objects, and checks them as a hub would before anything is sent.
/// Add what there is, then take the result; problems of all inputs are told together.
/// </summary>
/// <example>
/// <code>
/// var reader = new ManifestReader();
/// reader.AddPath("deploy/", recurse: true);
/// ManifestSet manifests = reader.ToManifestSet();
/// </code>
/// </example>
public sealed class ManifestReader
{
    /// <summary>The largest file that is read, in bytes: a work holds 512,000.</summary>
    internal const int FileLimit = 16 << 20;

    private static readonly string TooLong = $"It is larger than {FileLimit >> 20} MiB; a work holds no more than {Bytes(ManifestSize.Limit)}.";

    private const int FileCountLimit = 10_000;

    // Reading stops here even when the caller means to split the manifests over many works.
    private const long TotalLimit = 256 << 20;

    private readonly CancellationToken _cancellation;
    private readonly ManifestProblems _problems = new();
    private readonly ManifestCollector _collector;
    private readonly List<string> _inputs = [];
    private readonly HashSet<string> _files = new(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
    private long _textBytes;

    /// <summary>Begins an empty set.</summary>
    /// <param name="cancellation">Stops reading, with <see cref="OperationCanceledException"/>.</param>
    public ManifestReader(CancellationToken cancellation = default)
    {
        _cancellation = cancellation;
        _collector = new ManifestCollector(_problems);
    }

    /// <summary>What the manifests may add up to, in bytes. The default is what a hub takes in one work.</summary>
    public long SizeLimit { get; init; } = ManifestSize.Limit;

    /// <summary>Whether these are manifests that were read before and changed: what there is to say of them has been said.</summary>
    internal bool IsSecondReading
    {
        init => _collector.IsSecondReading = value;
    }

    /// <summary>Reads files and folders into one set.</summary>
    /// <param name="paths">Files of any extension, or folders with <c>.json</c>, <c>.yaml</c> and <c>.yml</c> files.</param>
    /// <param name="recurse">Whether folders inside folders are read.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="ManifestException">Something is wrong with the files or with what is in them.</exception>
    public static ManifestSet Read(IEnumerable<string> paths, bool recurse = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var reader = new ManifestReader(cancellation);
        foreach (string path in paths)
        {
            reader.AddPath(path, recurse: recurse);
        }

        return reader.ToManifestSet();
    }

    /// <summary>Reads a file's text.</summary>
    /// <exception cref="ManifestException">It is not there, cannot be read, is no text, or is too large.</exception>
    internal static string ReadText(string path)
    {
        var source = new ManifestSource(path);
        try
        {
            return !File.Exists(path) ? throw Problem("ManifestNotFound", "There is no such file.")
                : ReadBytes(path) is not { } bytes ? throw Problem("FileTooLarge", TooLong)
                : ManifestText.Decode(bytes) ?? throw Problem("NotText", "This is not text in UTF-8 or UTF-16.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Problem("FileUnreadable", $"It cannot be read: {error.Message}");
        }

        ManifestException Problem(string errorId, string message) => new([new ManifestProblem(errorId, source, message)]);
    }

    /// <summary>Adds a file or a folder. A file given twice is read once.</summary>
    /// <param name="path">The path; a relative one counts from the process's folder, so a shell resolves it first.</param>
    /// <param name="name">The path as the user wrote it, for messages; the path itself when null.</param>
    /// <param name="recurse">Whether folders inside a folder are read.</param>
    /// <exception cref="ManifestException">Twenty problems have been met, or more data than is sensible.</exception>
    public void AddPath(string path, string? name = null, bool recurse = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string shown = name ?? path;
        _inputs.Add(shown);
        if (!Directory.Exists(path))
        {
            AddFile(path, shown);
            return;
        }

        foreach ((string file, string fileName) in FilesOf(path, shown, recurse))
        {
            AddFile(file, fileName);
        }
    }

    /// <summary>Adds YAML or JSON text.</summary>
    /// <param name="text">One or more documents.</param>
    /// <param name="description">What the text is, for messages: <c>pipeline text</c>.</param>
    /// <exception cref="ManifestException">Twenty problems have been met, or more data than is sensible.</exception>
    public void AddText(string text, string description)
    {
        ArgumentNullException.ThrowIfNull(text);
        _inputs.Add(description);
        AddDocuments(text, new ManifestSource(description));
    }

    /// <summary>Adds one object.</summary>
    /// <param name="utf8Json">The object as JSON.</param>
    /// <param name="source">Where it comes from.</param>
    /// <exception cref="ManifestException">Twenty problems have been met, or more data than is sensible.</exception>
    public void AddObject(ReadOnlyMemory<byte> utf8Json, ManifestSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        _inputs.Add(source.Name);
        AddDocuments(Encoding.UTF8.GetString(utf8Json.Span), source);
    }

    /// <summary>Checks the manifests against each other and gives them out.</summary>
    /// <exception cref="ManifestException">Something is wrong with what was added, or nothing was.</exception>
    public ManifestSet ToManifestSet()
    {
        _problems.ThrowIfAny();
        if (_collector.Manifests.Count == 0)
        {
            throw Nothing();
        }

        var set = new ManifestSet([.. _collector.Manifests], [.. _collector.Warnings]);
        return set.SizeBytes <= SizeLimit ? set : throw TooLarge(set);
    }

    private List<(string Path, string Name)> FilesOf(string path, string name, bool recurse)
    {
        var files = new List<(string Path, string Name)>();
        try
        {
            files.AddRange(ManifestFolder.Files(path, name, recurse, _cancellation).Take(FileCountLimit + 1));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            AddUnreadable(name, error);
        }

        return files;
    }

    private void AddFile(string path, string name)
    {
        _cancellation.ThrowIfCancellationRequested();
        var source = new ManifestSource(name);
        if (!File.Exists(path))
        {
            _problems.Add("ManifestNotFound", source, "There is no such file or folder.");
            return;
        }

        if (!_files.Add(Path.GetFullPath(path)))
        {
            return;
        }

        if (_files.Count > FileCountLimit)
        {
            _problems.Add("TooManyFiles", source, string.Create(CultureInfo.InvariantCulture, $"These are more than {FileCountLimit:N0} files. Name the folder with the manifests only."));
            _problems.ThrowIfAny();
        }

        byte[]? bytes;
        try
        {
            bytes = ReadBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            AddUnreadable(name, error);
            return;
        }

        AddBytes(bytes, source);
    }

    private void AddUnreadable(string name, Exception error) =>
        _problems.Add("FileUnreadable", new ManifestSource(name), $"It cannot be read: {error.Message}");

    private void AddBytes(byte[]? bytes, ManifestSource source)
    {
        if (bytes is null)
        {
            _problems.Add("FileTooLarge", source, TooLong);
        }
        else if (ManifestText.Decode(bytes) is not { } text)
        {
            _problems.Add("NotText", source, "This is not text in UTF-8 or UTF-16. If it is a manifest, save it as UTF-8; else leave it out.");
        }
        else
        {
            AddDocuments(text, source);
        }
    }

    private static byte[]? ReadBytes(string path)
    {
        // The length that a file system tells may be wrong, and a pipe has none, so it is not asked.
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
        using var bytes = new MemoryStream();
        byte[] buffer = new byte[64 << 10];
        int count;
        while ((count = stream.Read(buffer)) > 0)
        {
            bytes.Write(buffer, 0, count);
            if (bytes.Length > FileLimit)
            {
                return null;
            }
        }

        return bytes.ToArray();
    }

    private void AddDocuments(string text, ManifestSource source)
    {
        _cancellation.ThrowIfCancellationRequested();
        if (text.Length > FileLimit)
        {
            _problems.Add("FileTooLarge", source, TooLong);
            return;
        }

        try
        {
            IReadOnlyList<YamlDocument> documents = YamlText.Read(text);
            for (int i = 0; i < documents.Count; i++)
            {
                ManifestSource place = source with
                {
                    Document = documents.Count > 1 ? i + 1 : source.Document,
                    Line = source.Line == 0 && text.Contains('\n') ? documents[i].Line : source.Line,
                };
                CountBytes(documents[i].Json.Length, place);
                _collector.Add(documents[i], place);
            }
        }
        catch (YamlSyntaxException fault)
        {
            AddSyntaxProblem(fault, text, source);
        }
    }

    private void AddSyntaxProblem(YamlSyntaxException fault, string text, ManifestSource source)
    {
        string column = fault.Column > 0 ? string.Create(CultureInfo.InvariantCulture, $" (column {fault.Column})") : "";
        string hint = text.Contains("{{", StringComparison.Ordinal) ? " It looks like a template: render it first, for example with helm template." : "";
        _problems.Add("YamlSyntax", source with { Line = fault.Line }, fault.Message + column + hint);
    }

    private void CountBytes(int count, ManifestSource source)
    {
        _textBytes += count;
        if (_textBytes > TotalLimit)
        {
            _problems.Add("ManifestsTooLarge", source, $"The manifests are more than {TotalLimit >> 20} MiB; a work holds {Bytes(ManifestSize.Limit)}.");
            _problems.ThrowIfAny();
        }
    }

    private ManifestException Nothing()
    {
        string where = _inputs.Count == 0 ? "no input" : string.Join(", ", _inputs.Distinct().Take(5));
        string hint = _inputs.Exists(Directory.Exists) ? " A folder counts with its .json, .yaml and .yml files; its own folders only when recursion is asked for." : "";
        return new ManifestException([new ManifestProblem("NoManifest", new ManifestSource(where), $"No manifest was found.{hint}")]);
    }

    private ManifestException TooLarge(ManifestSet set)
    {
        Manifest[] largest = [.. set.Manifests.OrderByDescending(manifest => manifest.SizeBytes).Take(3)];
        string list = string.Join("; ", largest.Select(manifest => $"{manifest.Identity} with {Bytes(manifest.SizeBytes)} ({manifest.Source})"));
        string message = $"The manifests add up to {Bytes(set.SizeBytes)}, but a work holds no more than {Bytes(SizeLimit)}. " +
            $"The largest: {list}. -Split puts them into several works; or keep large data out of them.";
        return new ManifestException([new ManifestProblem("ManifestsTooLarge", largest[0].Source, message)]);
    }

    private static string Bytes(long count) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} bytes");
}
