using System.Text.Json;
using OcmPowerShell.Hub.Yaml;

namespace OcmPowerShell.Hub.Kubeconfig;

/// <summary>What one kubeconfig says: of a text with several documents only the first counts, as for kubectl.</summary>
internal sealed class KubeconfigDocument
{
    private readonly JsonElement _root;
    private readonly string _file;
    private readonly bool _fromText;

    private KubeconfigDocument(JsonElement root, string file, bool fromText) => (_root, _file, _fromText) = (root, file, fromText);

    /// <summary>Its current context; null when it sets none.</summary>
    public string? CurrentContext => Entry("current-context", _root).Text("current-context");

    /// <summary>Reads a text.</summary>
    /// <param name="text">YAML or JSON.</param>
    /// <param name="file">The file it stands in, or what messages call it.</param>
    /// <param name="fromText">Whether it stands in no file, so that nothing can be relative to that.</param>
    /// <exception cref="HubException"><c>KubeconfigInvalid</c>. The message tells none of the text.</exception>
    public static KubeconfigDocument Parse(string text, string file, bool fromText = false)
    {
        if (text.Length > BoundedFile.MostBytes)
        {
            throw new HubException("KubeconfigInvalid", $"The kubeconfig {file} is too large: it has more than {BoundedFile.MostBytes >> 20} Mi characters.");
        }

        JsonElement root = Root(text, file);
        if (root.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined))
        {
            throw new HubException("KubeconfigInvalid", $"The file {file} is not a kubeconfig: it holds no object.");
        }

        var document = new KubeconfigDocument(root, file, fromText);
        document.CheckKind();
        return document;
    }

    /// <summary>The named entries of a list, in their order.</summary>
    /// <param name="list"><c>clusters</c>, <c>users</c> or <c>contexts</c>.</param>
    /// <param name="field">What the field with an entry's content is called.</param>
    /// <exception cref="HubException"><c>KubeconfigInvalid</c>: it is not a list, or an entry has no name, no content, or the name of another.</exception>
    public IEnumerable<KubeconfigEntry> Entries(string list, string field)
    {
        if (_root.ValueKind != JsonValueKind.Object || !_root.TryGetProperty(list, out JsonElement items) || items.ValueKind == JsonValueKind.Null)
        {
            yield break;
        }

        if (items.ValueKind != JsonValueKind.Array)
        {
            throw new HubException("KubeconfigInvalid", $"'{list}' in {_file} is not a list.");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonElement item in items.EnumerateArray())
        {
            string name = Entry($"an entry of {list}", item).Text("name")
                ?? throw new HubException("KubeconfigInvalid", $"An entry of '{list}' in {_file} has no name.");
            if (!names.Add(name))
            {
                throw new HubException("KubeconfigInvalid", $"Two entries of '{list}' in {_file} have the name '{name}'. Rename or remove one.");
            }

            item.TryGetProperty(field, out JsonElement value);
            if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null or JsonValueKind.Undefined))
            {
                throw new HubException("KubeconfigInvalid", $"The field '{field}' of '{name}' in {_file} is not an object with fields of its own.");
            }

            yield return Entry(name, value);
        }
    }

    /// <summary>Whether both say the same but for the current context.</summary>
    public bool DiffersOnlyInCurrentContext(KubeconfigDocument other) => OtherFields().SequenceEqual(other.OtherFields());

    private IEnumerable<(string Name, string Json)> OtherFields() => _root.ValueKind == JsonValueKind.Undefined ? []
        : _root.EnumerateObject().Where(field => field.Name != "current-context").Select(field => (field.Name, field.Value.GetRawText()));

    // Of another kind or version the fields may mean anything; as for kubectl, none is needed.
    private void CheckKind()
    {
        KubeconfigEntry root = Entry("kubeconfig", _root);
        if (root.Text("kind") is not (null or "Config") || root.Text("apiVersion") is not (null or "v1"))
        {
            throw new HubException("KubeconfigInvalid", $"The file {_file} is not a kubeconfig of the kind Config and the apiVersion v1.");
        }
    }

    private KubeconfigEntry Entry(string name, JsonElement value) => new(name, value, _file) { FromText = _fromText };

    private static JsonElement Root(string text, string file)
    {
        try
        {
            IReadOnlyList<YamlDocument> documents = YamlText.Read(text);
            return documents.Count == 0 ? default : JsonDocument.Parse(documents[0].Json, JsonDepth.Document).RootElement;
        }
        catch (YamlSyntaxException exception)
        {
            // The parser's words may quote the line, and the line may be a token: only the place is told.
            throw new HubException("KubeconfigInvalid", $"The kubeconfig {file} is not valid YAML (line {exception.Line}, column {exception.Column}).");
        }
    }
}
