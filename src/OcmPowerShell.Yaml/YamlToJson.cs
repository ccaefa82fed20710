using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OcmPowerShell.Hub.Yaml;

namespace OcmPowerShell.Yaml;

/// <summary>Writes a document's nodes as JSON: aliases and merge keys resolved, scalars typed, every limit kept.</summary>
internal sealed class YamlToJson : IDisposable
{
    private const string CoreTags = "tag:yaml.org,2002:";
    private const string MergeKey = "<<";

    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly IReadOnlyList<YamlNode> _nodes;
    private readonly YamlBudget _budget = new();
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly Utf8JsonWriter _json;

    /// <param name="nodes">The document's nodes, refilled by the caller for each document.</param>
    public YamlToJson(IReadOnlyList<YamlNode> nodes)
    {
        _nodes = nodes;
        _json = new Utf8JsonWriter(_output, Options);
    }

    /// <summary>The document as compact JSON; null when it is empty or null.</summary>
    public byte[]? Convert()
    {
        if (_nodes.Count == 0)
        {
            return null;
        }

        _output.ResetWrittenCount();
        _json.Reset();
        WriteValue(0, depth: 0, aliased: false);
        _json.Flush();
        _budget.EndDocument(_output.WrittenCount);
        return _output.WrittenSpan.SequenceEqual("null"u8) ? null : _output.WrittenSpan.ToArray();
    }

    public void Dispose() => _json.Dispose();

    private void WriteValue(int index, int depth, bool aliased)
    {
        YamlNode node = _nodes[index];
        _budget.Spend(node, aliased, _json.BytesCommitted + _json.BytesPending);
        switch (node.Kind)
        {
            case YamlNodeKind.Alias:
                WriteValue(node.Target, depth, aliased: true);
                break;
            case YamlNodeKind.Scalar:
                WriteScalar(node);
                break;
            case YamlNodeKind.Sequence:
                CheckDepth(node, depth);
                _json.WriteStartArray();
                for (int child = index + 1; child < node.End; child = Behind(child))
                {
                    WriteValue(child, depth + 1, aliased);
                }

                _json.WriteEndArray();
                break;
            case YamlNodeKind.Mapping:
                CheckDepth(node, depth);
                WriteMapping(index, node, depth, aliased);
                break;
        }
    }

    private void WriteMapping(int index, YamlNode mapping, int depth, bool aliased)
    {
        var members = new YamlMembers();
        Collect(members, index, mapping, merges: 0, aliased);
        _json.WriteStartObject();
        foreach ((string name, int value) in members.Ordered)
        {
            _json.WritePropertyName(name);
            WriteValue(value, depth + 1, aliased);
        }

        _json.WriteEndObject();
    }

    /// <summary>
    /// Takes a mapping's members in the order they are written. As Kubernetes has it, a merge key acts where it stands:
    /// members behind it win over what it brings, members before it lose.
    /// </summary>
    private void Collect(YamlMembers members, int index, YamlNode mapping, int merges, bool aliased)
    {
        int value;
        for (int key = index + 1; key < mapping.End; key = Behind(value))
        {
            value = Behind(key);
            YamlNode keyNode = _nodes[key];
            _budget.Spend(keyNode, aliased || merges > 0, _json.BytesCommitted + _json.BytesPending);
            if (IsMerge(keyNode))
            {
                Merge(members, value, keyNode, merges, aliased);
                continue;
            }

            string name = NameOf(keyNode);
            if (!members.Set(name, value, isMerged: merges > 0, out int before))
            {
                throw Fault($"The key \"{Shorten(name)}\" occurs twice in one mapping; it is also on line {_nodes[before].Line}.", keyNode);
            }
        }
    }

    private void Merge(YamlMembers members, int index, YamlNode key, int merges, bool aliased)
    {
        if (merges >= YamlLimits.Depth)
        {
            throw Fault($"Merge keys lead to each other more than {YamlLimits.Depth} times.", key);
        }

        (int source, YamlNode node) = Resolve(index);
        if (node.Kind == YamlNodeKind.Mapping)
        {
            Collect(members, source, node, merges + 1, aliased);
            return;
        }

        if (node.Kind != YamlNodeKind.Sequence)
        {
            throw Fault("A merge key (<<) takes a mapping or a list of mappings. Quote it to use it as a plain key.", key);
        }

        // The first of a list wins, so the last is merged first.
        var children = new List<int>();
        for (int child = source + 1; child < node.End; child = Behind(child))
        {
            children.Add(child);
        }

        for (int i = children.Count - 1; i >= 0; i--)
        {
            (int child, YamlNode merged) = Resolve(children[i]);
            if (merged.Kind != YamlNodeKind.Mapping)
            {
                throw Fault("A merge key (<<) takes a mapping or a list of mappings. Quote it to use it as a plain key.", key);
            }

            Collect(members, child, merged, merges + 1, aliased);
        }
    }

    private (int Index, YamlNode Node) Resolve(int index)
    {
        YamlNode node = _nodes[index];
        return node.Kind == YamlNodeKind.Alias ? (node.Target, _nodes[node.Target]) : (index, node);
    }

    private int Behind(int index) => _nodes[index].End;

    private static bool IsMerge(YamlNode key) =>
        key.Kind == YamlNodeKind.Scalar && key.Text == MergeKey && (key.IsPlain || key.Tag == CoreTags + "merge");

    private string NameOf(YamlNode key)
    {
        YamlNode node = key.Kind == YamlNodeKind.Alias ? _nodes[key.Target] : key;
        if (node.Kind != YamlNodeKind.Scalar)
        {
            throw Fault("A key must be a single value: a list or mapping as a key has no place in Kubernetes. Quote a text that begins with [ or {.", key);
        }

        YamlScalar scalar = Typed(node);
        return scalar.Kind switch
        {
            YamlScalarKind.Text => TextOf(node),
            YamlScalarKind.Boolean => scalar.Boolean ? "true" : "false",
            YamlScalarKind.Integer => scalar.Integer.ToString(CultureInfo.InvariantCulture),
            YamlScalarKind.Float => GoNumber.ToKey(scalar.Float),
            YamlScalarKind.Null => throw Fault("A key is empty or null. Quote it if it is meant as text.", key),
            _ => throw Fault($"The key {node.Text} is too large a number. Quote it if it is meant as text.", key),
        };
    }

    private void WriteScalar(YamlNode node)
    {
        YamlScalar scalar = Typed(node);
        switch (scalar.Kind)
        {
            case YamlScalarKind.Null:
                _json.WriteNullValue();
                break;
            case YamlScalarKind.Boolean:
                _json.WriteBooleanValue(scalar.Boolean);
                break;
            case YamlScalarKind.Integer:
                _json.WriteNumberValue(scalar.Integer);
                break;
            case YamlScalarKind.Unsigned:
                _json.WriteNumberValue(scalar.Unsigned);
                break;
            case YamlScalarKind.Float when !double.IsFinite(scalar.Float):
                throw Fault($"The number {node.Text} cannot be sent to Kubernetes: JSON has neither infinity nor not-a-number. Quote it if it is meant as text.", node);
            case YamlScalarKind.Float:
                _json.WriteRawValue(GoNumber.ToJson(scalar.Float), skipInputValidation: true);
                break;
            default:
                _json.WriteStringValue(TextOf(node));
                break;
        }
    }

    private static YamlScalar Typed(YamlNode node)
    {
        if (node.IsPlain)
        {
            return YamlScalar.Resolve(node.Text);
        }

        YamlScalarKind? wanted = node.Tag switch
        {
            CoreTags + "null" => YamlScalarKind.Null,
            CoreTags + "bool" => YamlScalarKind.Boolean,
            CoreTags + "int" => YamlScalarKind.Integer,
            CoreTags + "float" => YamlScalarKind.Float,
            _ => null,
        };
        if (wanted is not { } kind)
        {
            return default;
        }

        YamlScalar scalar = YamlScalar.Resolve(node.Text);
        bool fits = scalar.Kind == kind ||
            (kind == YamlScalarKind.Integer && scalar.Kind == YamlScalarKind.Unsigned) ||
            (kind == YamlScalarKind.Float && scalar.Kind == YamlScalarKind.Integer);
        return fits ? scalar : throw Fault($"\"{Shorten(node.Text)}\" is not a !!{node.Tag[CoreTags.Length..]}.", node);
    }

    private static string TextOf(YamlNode node)
    {
        if (node.Tag != CoreTags + "binary")
        {
            return node.Text;
        }

        byte[] bytes = new byte[node.Text.Length];
        return System.Convert.TryFromBase64String(node.Text, bytes, out int count)
            ? Encoding.UTF8.GetString(bytes, 0, count)
            : throw Fault("A !!binary value is not base64.", node);
    }

    private static void CheckDepth(YamlNode node, int depth)
    {
        if (depth >= YamlLimits.Depth)
        {
            throw Fault($"Values are nested more than {YamlLimits.Depth} deep once aliases are followed.", node);
        }
    }

    private static string Shorten(string text) => text.Length <= 60 ? text : string.Concat(text.AsSpan(0, 57), "...");

    private static YamlSyntaxException Fault(string message, YamlNode at) => new(message, at.Line, at.Column);
}
