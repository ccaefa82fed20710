namespace OcmPowerShell.Hub.Yaml;

/// <summary>What one text may cost, however it is written.</summary>
internal static class YamlLimits
{
    /// <summary>Mappings and sequences inside each other. The deepest CRDs in use have about 50.</summary>
    public const int Depth = 100;

    /// <summary>Values of one text, every alias counted as what it stands for.</summary>
    public const int Nodes = 1_000_000;

    /// <summary>Bytes of JSON that one text may become.</summary>
    public const int OutputBytes = 64 << 20;
}
