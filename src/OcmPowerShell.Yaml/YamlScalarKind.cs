namespace OcmPowerShell.Yaml;

/// <summary>The type that a scalar's text stands for.</summary>
internal enum YamlScalarKind
{
    Text,
    Null,
    Boolean,
    Integer,
    Unsigned,
    Float,
}
