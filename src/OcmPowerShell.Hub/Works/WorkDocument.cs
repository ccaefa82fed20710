using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Yaml;

namespace OcmPowerShell.Hub.Works;

/// <summary>A ManifestWork, or a ManifestWorkReplicaSet, as it stands in a file or came from a hub: what it holds, manifest by manifest.</summary>
/// <param name="Name">Its name; empty where it has none.</param>
/// <param name="Namespace">Its namespace, which is its cluster; empty where it has none.</param>
/// <param name="Json">All of it.</param>
/// <param name="Manifests">The manifests in it, as compact JSON.</param>
internal sealed record WorkDocument(string Name, string Namespace, ReadOnlyMemory<byte> Json, IReadOnlyList<ReadOnlyMemory<byte>> Manifests)
{
    private const int Depth = 10;

    /// <summary>Finds the works in a text, in lists too.</summary>
    /// <param name="text">YAML or JSON.</param>
    /// <param name="name">What the text is, for messages.</param>
    /// <exception cref="HubException"><c>YamlSyntax</c>, <c>NotAWork</c>: something else is in it, or <c>NoManifest</c>: nothing is.</exception>
    public static IReadOnlyList<WorkDocument> Read(string text, string name)
    {
        IReadOnlyList<YamlDocument> documents;
        try
        {
            documents = YamlText.Read(text);
        }
        catch (YamlSyntaxException fault)
        {
            throw new ManifestException([new ManifestProblem("YamlSyntax", new ManifestSource(name, Line: fault.Line), fault.Message)]);
        }

        var works = new List<WorkDocument>();
        for (int i = 0; i < documents.Count; i++)
        {
            Add(works, documents[i].Json, new ManifestSource(name, documents.Count > 1 ? i + 1 : 0, documents[i].Line), 0);
        }

        return works.Count > 0 ? works : throw new ManifestException([new ManifestProblem("NoManifest", new ManifestSource(name), "No ManifestWork was found.")]);
    }

    /// <summary>Reads one work.</summary>
    /// <exception cref="HubException"><c>NotAWork</c>.</exception>
    public static WorkDocument Of(ReadOnlyMemory<byte> json, ManifestSource source)
    {
        var works = new List<WorkDocument>();
        Add(works, json, source, Depth);
        return works[0];
    }

    private static void Add(List<WorkDocument> works, ReadOnlyMemory<byte> json, ManifestSource source, int depth)
    {
        ManifestHeader? header = json.Span[0] == (byte)'{' ? ManifestHeader.Of(json.Span) : null;
        IReadOnlyList<string>? path = header is null ? null : ManifestContainer.PathOf(header);
        if (path is null || (ManifestContainer.IsList(header!) && depth >= Depth))
        {
            string what = header is { Kind.IsEmpty: false } ? $"of kind {header.Kind.Text}" : "no object with a kind";
            throw new ManifestException([new ManifestProblem("NotAWork", source, $"This is {what}, not a ManifestWork. Manifests that no work holds need no conversion.")]);
        }

        List<ReadOnlyMemory<byte>> elements = ManifestContainer.Elements(json, path);
        if (!ManifestContainer.IsList(header!))
        {
            works.Add(new WorkDocument(header!.Name.Text, header.Namespace.Text, json, elements));
            return;
        }

        foreach (ReadOnlyMemory<byte> element in elements)
        {
            Add(works, element.Span[0] == (byte)'{' ? ManifestContainer.WithTypeOf(header!, element) : element, source, depth + 1);
        }
    }

    /// <summary>The name and place, for messages.</summary>
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
