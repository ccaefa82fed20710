namespace OcmPowerShell.Hub.Yaml;

/// <summary>
/// YAML or JSON to JSON, and back to YAML. The first text that is not JSON loads the isolated reader from
/// <c>yaml/</c> beside this assembly.
/// </summary>
internal static class YamlText
{
    private const char ByteOrderMark = '\uFEFF';

    private static readonly Lazy<IYamlCodec> LazyCodec = new(YamlLoadContext.LoadCodec);

    /// <summary>Reads every document of a YAML or JSON text as Kubernetes would, empty and null documents left out.</summary>
    /// <exception cref="YamlSyntaxException">The text is neither, or exceeds a limit.</exception>
    public static IReadOnlyList<YamlDocument> Read(string text)
    {
        string content = text.StartsWith(ByteOrderMark) ? text[1..] : text;
        YamlSyntaxException? notJson = null;
        if (JsonText.BeginsAsJson(content) && JsonText.TryRead(content, out IReadOnlyList<YamlDocument> documents, out notJson))
        {
            return documents;
        }

        try
        {
            return LazyCodec.Value.Read(content);
        }
        catch (YamlSyntaxException) when (notJson is not null && JsonText.IsMeantAsJson(content))
        {
            throw notJson;
        }
    }

    /// <summary>Writes one JSON value as YAML that reads back as the same value.</summary>
    public static string Write(ReadOnlyMemory<byte> json) => LazyCodec.Value.Write(json);
}
