using System.Buffers;
using System.Management.Automation;
using System.Text;
using System.Text.Json;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Binding;

/// <summary>Gathers the manifests that a command is given, whatever form they have.</summary>
internal sealed class ManifestInput
{
    private readonly OcmCmdlet _cmdlet;
    private readonly ManifestReader _reader;
    private readonly StringBuilder _text = new();
    private int _objects;

    /// <param name="cmdlet">The command: it knows where it is, and waits for what takes time.</param>
    /// <param name="stopping">Cancelled when the pipeline stops.</param>
    /// <param name="sizeLimit">What the manifests may add up to, in bytes: more where they are split, or changed before.</param>
    public ManifestInput(OcmCmdlet cmdlet, CancellationToken stopping, long sizeLimit = ManifestSize.Limit) =>
        (_cmdlet, _reader) = (cmdlet, new ManifestReader(stopping) { SizeLimit = sizeLimit });

    /// <summary>Whether nothing has come at all, as from an empty pipeline.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>Adds what a command names: files and directories, or addresses. Nothing where manifests are piped.</summary>
    /// <exception cref="HubException">Something is not there, or is no manifest.</exception>
    public void AddNamed(string[]? paths, string[]? literalPaths, Uri[]? uris, bool recurse, bool kustomize)
    {
        if (uris is not null)
        {
            AddUris(uris);
        }
        else if ((paths ?? literalPaths) is { } files)
        {
            AddFiles(files, literal: literalPaths is not null, recurse, kustomize);
        }
    }

    /// <summary>Adds files and directories.</summary>
    /// <param name="paths">Paths as PowerShell knows them.</param>
    /// <param name="literal">Whether wildcards are letters.</param>
    /// <param name="recurse">Whether subdirectories count.</param>
    /// <param name="kustomize">Whether they are kustomizations, to be built first.</param>
    /// <exception cref="HubException">A path is not there, or not in the file system, or what is there is no manifest.</exception>
    public void AddFiles(IEnumerable<string> paths, bool literal, bool recurse, bool kustomize = false)
    {
        IsEmpty = false;
        if (kustomize && recurse)
        {
            throw new HubException("InvalidArgument", "-Kustomize and -Recurse cannot be used together: a kustomization says itself what belongs to it.");
        }

        foreach (string path in paths)
        {
            foreach (string resolved in ManifestPaths.Resolve(_cmdlet, path, literal))
            {
                // What the user wrote names the file in messages, unless it stands for several.
                string name = WildcardPattern.ContainsWildcardCharacters(path) && !literal
                    ? _cmdlet.SessionState.Path.NormalizeRelativePath(resolved, _cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath)
                    : path;
                if (kustomize)
                {
                    Build(resolved, name);
                }
                else
                {
                    _reader.AddPath(resolved, name, recurse);
                }
            }
        }
    }

    /// <summary>Adds what web servers have.</summary>
    /// <exception cref="HubException">It cannot be read, or is no manifest.</exception>
    public void AddUris(IEnumerable<Uri> addresses)
    {
        IsEmpty = false;
        foreach (Uri address in addresses)
        {
            _reader.AddText(_cmdlet.Await(token => new ManifestDownload().ReadAsync(address, token)), ManifestDownload.Shown(address));
        }
    }

    /// <summary>Adds objects, files, or lines of text, which are put together until something else comes.</summary>
    public void AddObjects(IEnumerable<PSObject?>? values)
    {
        foreach (PSObject? value in values ?? [])
        {
            switch (value?.BaseObject)
            {
                case null:
                    break;
                case string line:
                    IsEmpty = false;
                    _text.Append(line).Append('\n');
                    break;
                case FileSystemInfo file:
                    AddFiles([file.FullName], literal: true, recurse: false);
                    break;
                default:
                    IsEmpty = false;
                    AddObject(value);
                    break;
            }
        }
    }

    /// <summary>The manifests, checked. Warnings are written.</summary>
    /// <exception cref="HubException">Something is wrong with them.</exception>
    public ManifestSet Read()
    {
        if (_text.Length > 0)
        {
            _reader.AddText(_text.ToString(), "pipeline text");
        }

        ManifestSet manifests = _reader.ToManifestSet();
        foreach (string warning in manifests.Warnings)
        {
            _cmdlet.WriteWarning(warning);
        }

        return manifests;
    }

    private void Build(string path, string name)
    {
        string directory = KustomizeBuild.DirectoryOf(path, name);
        (string text, string said) = _cmdlet.Await(token => new KustomizeBuild().RunAsync(directory, name, token));
        if (said.Length > 0)
        {
            _cmdlet.WriteWarning($"kubectl kustomize said of '{name}': {said}");
        }

        _reader.AddText(text, $"{name} (kustomized)");
    }

    private void AddObject(PSObject value)
    {
        var shape = new ObjectShape(value);
        string name = $"pipeline object {++_objects}";
        if (shape.IsOrWas(typeof(HubObject)) || shape.IsOrWas(typeof(Work)) || shape.IsOrWas(typeof(Cluster)) || shape.IsOrWas(typeof(WorkManifest)))
        {
            throw new HubException("NotAnObject", $"The {name}, '{value}', is a {value.BaseObject.GetType().Name} as this module shows it, not a manifest. Pipe manifests: files, text, hashtables, or objects of ConvertFrom-Json.");
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, PowerShellJson.WriterOptions))
        {
            PowerShellJson.Write(writer, value);
        }

        _reader.AddObject(buffer.WrittenMemory, new ManifestSource(name));
    }
}
