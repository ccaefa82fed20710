using System.Globalization;
using OcmPowerShell.Hub.Yaml;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace OcmPowerShell.Yaml;

/// <summary>Reads the parser's events of one document after the other into a flat list of nodes.</summary>
internal sealed class YamlTree
{
    private readonly Scanner _scanner;
    private readonly Parser _parser;
    private readonly List<YamlNode> _nodes = [];
    private readonly List<int> _open = [];
    private readonly Dictionary<string, int> _anchors = new(StringComparer.Ordinal);
    private int _total;

    public YamlTree(string text)
    {
        _scanner = new Scanner(new StringReader(text), skipComments: true);
        _parser = new Parser(_scanner);
    }

    /// <summary>How far the text has been looked at: where it is wrong, it is wrong here or shortly before.</summary>
    public Mark Position => _scanner.CurrentPosition;

    /// <summary>The nodes of the document read last; the first is its root.</summary>
    public IReadOnlyList<YamlNode> Nodes => _nodes;

    /// <summary>Reads the next document; false at the end of the text.</summary>
    public bool ReadDocument()
    {
        _nodes.Clear();
        _open.Clear();
        _anchors.Clear();
        while (_parser.MoveNext())
        {
            switch (_parser.Current)
            {
                case DocumentEnd:
                    return true;
                case NodeEvent node:
                    Add(node);
                    break;
                case AnchorAlias alias:
                    AddAlias(alias);
                    break;
                case SequenceEnd or MappingEnd:
                    Close();
                    break;
            }
        }

        return false;
    }

    private void Add(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty)
        {
            // An anchor may be set again; an alias means the one set last before it.
            _anchors[node.Anchor.Value] = _nodes.Count;
        }

        string tag = node.Tag.IsEmpty ? "" : node.Tag.Value;
        switch (node)
        {
            case Scalar scalar:
                bool isPlain = scalar.Style == ScalarStyle.Plain && tag.Length == 0;
                Append(node, YamlNodeKind.Scalar, scalar.Value, tag, isPlain, _nodes.Count + 1, target: 0);
                break;
            case SequenceStart:
                Open(node, YamlNodeKind.Sequence, tag);
                break;
            case MappingStart:
                Open(node, YamlNodeKind.Mapping, tag);
                break;
        }
    }

    private void AddAlias(AnchorAlias alias)
    {
        string name = alias.Value.Value;
        if (!_anchors.TryGetValue(name, out int target))
        {
            throw Fault($"The alias *{name} has no anchor &{name} before it in this document.", alias);
        }

        if (_open.Contains(target))
        {
            throw Fault($"The alias *{name} stands inside its own anchor &{name}, so it would contain itself.", alias);
        }

        Append(alias, YamlNodeKind.Alias, "", "", isPlain: false, _nodes.Count + 1, target);
    }

    private void Open(NodeEvent node, YamlNodeKind kind, string tag)
    {
        if (_open.Count >= YamlLimits.Depth)
        {
            throw Fault($"Values are nested more than {YamlLimits.Depth} deep.", node);
        }

        _open.Add(_nodes.Count);
        Append(node, kind, "", tag, isPlain: false, end: 0, target: 0);
    }

    private void Close()
    {
        int index = _open[^1];
        _open.RemoveAt(_open.Count - 1);
        _nodes[index] = _nodes[index] with { End = _nodes.Count };
    }

    private void Append(ParsingEvent at, YamlNodeKind kind, string text, string tag, bool isPlain, int end, int target)
    {
        if (++_total > YamlLimits.Nodes)
        {
            throw Fault(string.Create(CultureInfo.InvariantCulture, $"The text has more than {YamlLimits.Nodes:N0} values."), at);
        }

        _nodes.Add(new YamlNode(kind, text, tag, isPlain, end, target, (int)at.Start.Line, (int)at.Start.Column));
    }

    private static YamlSyntaxException Fault(string message, ParsingEvent at) =>
        new(message, (int)at.Start.Line, (int)at.Start.Column);
}
