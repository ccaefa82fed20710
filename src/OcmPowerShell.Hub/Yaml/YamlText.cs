namespace OcmPowerShell.Hub.Yaml;

/// <summary>YAML to JSON and back. The first use loads the isolated reader from <c>yaml/</c> beside this assembly.</summary>
internal static class YamlText
{
    private static readonly Lazy<IYamlCodec> LazyCodec = new(YamlLoadContext.LoadCodec);

    public static IReadOnlyList<YamlDocument> Read(string text) => LazyCodec.Value.Read(text);

    public static string Write(ReadOnlyMemory<byte> json) => LazyCodec.Value.Write(json);
}
