using System.Globalization;
using OcmPowerShell.Hub.Yaml;

namespace OcmPowerShell.Hub.Manifests;

/// <summary>Takes documents apart into manifests: lists and works are opened, each object is checked and must be the only one of its identity.</summary>
internal sealed class ManifestCollector
{
    /// <summary>Lists and works inside each other.</summary>
    private const int Depth = 10;

    private readonly ManifestProblems _problems;
    private readonly List<Manifest> _manifests = [];
    private readonly List<string> _warnings = [];
    private readonly HelmHooks _hooks = new();
    private readonly Dictionary<ManifestIdentity, ManifestSource> _identities = [];

    public ManifestCollector(ManifestProblems problems) => _problems = problems;

    public IReadOnlyList<Manifest> Manifests => _manifests;

    public IReadOnlyList<string> Warnings => [.. _warnings, .. _hooks.Warnings()];

    /// <summary>Whether what was read before comes again: what there is to say of it has been said.</summary>
    public bool IsSecondReading { get; set; }

    public void Add(YamlDocument document, ManifestSource source) => Add(document.Json, source, document.ItemLines, depth: 0, isOfWork: IsSecondReading);

    private void Add(ReadOnlyMemory<byte> json, ManifestSource source, IReadOnlyList<int> itemLines, int depth, bool isOfWork)
    {
        if (json.Span[0] != (byte)'{')
        {
            string what = json.Span[0] == (byte)'[' ? "a list without a kind" : "a single value";
            _problems.Add("NotAnObject", source, $"A manifest is an object with apiVersion and kind; this is {what}.");
            return;
        }

        ManifestHeader header = ManifestHeader.Of(json.Span);
        if (ManifestContainer.PathOf(header) is { } path)
        {
            Open(json, header, path, source, itemLines, depth, isOfWork);
        }
        else if (ManifestCheck.Passes(header, source, _problems))
        {
            var manifest = new Manifest(json, header, source);

            // What a work holds is delivered already, hook or not.
            if (isOfWork || !_hooks.LeavesOut(header, manifest))
            {
                AddManifest(manifest);
            }
        }
    }

    private void Open(
        ReadOnlyMemory<byte> json, ManifestHeader header, IReadOnlyList<string> path, ManifestSource source, IReadOnlyList<int> itemLines, int depth, bool isOfWork)
    {
        if (depth >= Depth)
        {
            _problems.Add("NestedTooDeep", source, $"Lists and works are nested more than {Depth} deep.");
            return;
        }

        List<ReadOnlyMemory<byte>> elements = ManifestContainer.Elements(json, path);
        bool isList = ManifestContainer.IsList(header);
        if (!isList)
        {
            if (elements.Count == 0)
            {
                _problems.Add("NoManifest", source, $"This {header.Kind.Text} has nothing in {string.Join('.', path)}.");
                return;
            }

            string count = elements.Count == 1 ? "1 manifest is" : string.Create(CultureInfo.InvariantCulture, $"{elements.Count} manifests are");
            _warnings.Add($"{source} is a {header.Kind.Text}: its {count} used instead of wrapping it again; its name, namespace and options are ignored.");
        }

        bool hasLines = itemLines.Count == elements.Count && source.Line > 0;
        for (int i = 0; i < elements.Count; i++)
        {
            ReadOnlyMemory<byte> element = isList && elements[i].Span[0] == (byte)'{' ? ManifestContainer.WithTypeOf(header, elements[i]) : elements[i];
            Add(element, hasLines ? source with { Line = itemLines[i] } : source, [], depth + 1, isOfWork || !isList);
        }
    }

    private void AddManifest(Manifest manifest)
    {
        if (_identities.TryGetValue(manifest.Identity, out ManifestSource? first))
        {
            _problems.Add("DuplicateManifest", manifest.Source, $"{manifest.Identity} is already in {first}. A work can hold each object once: leave one out.");
            return;
        }

        _identities.Add(manifest.Identity, manifest.Source);
        _manifests.Add(manifest);
    }
}
