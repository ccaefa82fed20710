using OcmPowerShell.Hub.Yaml;

namespace OcmPowerShell.Yaml;

/// <summary>YAML by YamlDotNet.</summary>
internal sealed class YamlCodec : IYamlCodec
{
    public IReadOnlyList<YamlDocument> Read(string text) => [];

    public string Write(ReadOnlyMemory<byte> json) => "";
}
