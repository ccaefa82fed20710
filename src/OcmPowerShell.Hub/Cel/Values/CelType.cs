namespace OcmPowerShell.Hub.Cel.Values;

/// <summary>
/// A type, both as what the check knows of an expression and as the value of <c>type(x)</c>. Lists and maps are not
/// told apart by what they hold; a mistake there shows when the expression is evaluated.
/// </summary>
internal sealed record CelType(string Name)
{
    /// <summary>Anything: known only when the expression is evaluated.</summary>
    public static readonly CelType Dyn = new("dyn");

    public static readonly CelType Null = new("null_type");
    public static readonly CelType Bool = new("bool");
    public static readonly CelType Int = new("int");
    public static readonly CelType Uint = new("uint");
    public static readonly CelType Double = new("double");
    public static readonly CelType String = new("string");
    public static readonly CelType Bytes = new("bytes");
    public static readonly CelType List = new("list");
    public static readonly CelType Map = new("map");
    public static readonly CelType Type = new("type");
    public static readonly CelType Timestamp = new("google.protobuf.Timestamp");
    public static readonly CelType Duration = new("google.protobuf.Duration");
    public static readonly CelType Semver = new("kubernetes.Semver");
    public static readonly CelType Quantity = new("kubernetes.Quantity");
    public static readonly CelType Optional = new("optional_type");

    /// <summary>The types an expression can name.</summary>
    public static readonly IReadOnlyDictionary<string, CelType> Named = new[]
    {
        Null, Bool, Int, Uint, Double, String, Bytes, List, Map, Type, Timestamp, Duration,
    }.ToDictionary(type => type.Name, StringComparer.Ordinal);

    /// <summary>Whether it is int, uint or double.</summary>
    public bool IsNumber => this == Int || this == Uint || this == Double;

    /// <summary>The type as cel-go names it in a signature.</summary>
    public string Signature => this == List ? "list(dyn)" : this == Map ? "map(dyn, dyn)" : this == Null ? "null" : Name;

    /// <summary>Whether a value of the other type may stand where this one is asked for, as far as is known.</summary>
    public bool Accepts(CelType other) => this == Dyn || other == Dyn || this == other;
}
