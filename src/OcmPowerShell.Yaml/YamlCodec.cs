using System.Text.Json;
using OcmPowerShell.Hub.Yaml;
using YamlDotNet.Core;

namespace OcmPowerShell.Yaml;

/// <summary>YAML by YamlDotNet's event parser; its object serializer would cost more to start than the whole read.</summary>
internal sealed class YamlCodec : IYamlCodec
{
    // What re-reading may cost in all, in characters: a text with one such block scalar is read twice.
    private const long RereadLimit = 64 << 20;

    public IReadOnlyList<YamlDocument> Read(string text)
    {
        YamlCharacters.Check(text);
        for (long read = text.Length; ; read += text.Length)
        {
            try
            {
                return ReadDocuments(text);
            }
            catch (YamlException fault) when (read < RereadLimit && BlockScalarStart.IsRefused(fault))
            {
                if (!BlockScalarStart.TryClear(ref text, (int)fault.End.Line))
                {
                    throw YamlFault.Of(fault, text);
                }
            }
            catch (YamlException fault)
            {
                throw YamlFault.Of(fault, text);
            }
        }
    }

    public string Write(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonToYaml.Write(json.Span);
        }
        catch (InvalidOperationException fault)
        {
            throw new JsonException("A text has half of a surrogate pair, which is no character.", fault);
        }
    }

    private static List<YamlDocument> ReadDocuments(string text)
    {
        var documents = new List<YamlDocument>();
        var tree = new YamlTree(text);
        using var writer = new YamlToJson(tree.Nodes);
        try
        {
            while (tree.ReadDocument())
            {
                if (writer.Convert() is { } json)
                {
                    documents.Add(new YamlDocument(json, tree.Nodes[0].Line, YamlItemLines.Of(tree.Nodes)));
                }
            }
        }
        catch (Exception fault) when (fault is not (YamlSyntaxException or YamlException or OutOfMemoryException))
        {
            // The parser meets some malformed texts with exceptions of its plumbing, which know no place.
            throw new YamlSyntaxException(
                "This is not YAML. Something here, or on the lines before, is not closed or not indented as it should be.",
                (int)tree.Position.Line, (int)tree.Position.Column, fault);
        }

        return documents;
    }
}
