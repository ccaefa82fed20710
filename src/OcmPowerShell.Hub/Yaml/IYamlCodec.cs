namespace OcmPowerShell.Hub.Yaml;

/// <summary>
/// What the isolated YAML assembly offers. The interface lives here, in the default load context, so that only
/// JSON bytes and text cross the border and YamlDotNet is never seen by another module.
/// </summary>
internal interface IYamlCodec
{
    /// <summary>Reads every document of a YAML text as Kubernetes would, empty and null documents left out.</summary>
    /// <exception cref="YamlSyntaxException">The text is not YAML, or exceeds a limit.</exception>
    IReadOnlyList<YamlDocument> Read(string text);

    /// <summary>Writes one JSON value as YAML that reads back as the same value.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is not one JSON value, or nested too deep to be read back.</exception>
    string Write(ReadOnlyMemory<byte> json);
}
