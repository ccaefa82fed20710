using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Schema;

/// <summary>What a value may be: the part of OpenAPI that custom resource definitions use.</summary>
internal sealed record SchemaNode
{
    // Before every other static: their initialisers read it.
    private static readonly IReadOnlyDictionary<string, SchemaNode> NoProperties = new Dictionary<string, SchemaNode>();

    /// <summary>A value about which nothing is said: everything in it is kept.</summary>
    public static readonly SchemaNode Anything = new() { PreservesUnknownFields = true };

    /// <summary>object, array, string, integer, number or boolean; null where several are allowed.</summary>
    public string? Type { get; init; }

    /// <summary>What it means, as <c>kubectl explain</c> shows it.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>The named members of an object.</summary>
    public IReadOnlyDictionary<string, SchemaNode> Properties { get; init; } = NoProperties;

    /// <summary>What each member of a map is; null where the object is no map.</summary>
    public SchemaNode? AdditionalProperties { get; init; }

    /// <summary>What each item of a list is.</summary>
    public SchemaNode? Items { get; init; }

    /// <summary>Members that must be there.</summary>
    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>The only texts allowed; empty for all.</summary>
    public IReadOnlyList<string> Enum { get; init; } = [];

    /// <summary>A regular expression the text must contain a match of.</summary>
    public string? Pattern { get; init; }

    /// <summary>int32, int64, date-time or byte.</summary>
    public string? Format { get; init; }

    /// <summary>The fewest characters.</summary>
    public int? MinLength { get; init; }

    /// <summary>The most characters.</summary>
    public int? MaxLength { get; init; }

    /// <summary>The fewest items.</summary>
    public int? MinItems { get; init; }

    /// <summary>The most items.</summary>
    public int? MaxItems { get; init; }

    /// <summary>The smallest number.</summary>
    public double? Minimum { get; init; }

    /// <summary>The largest number.</summary>
    public double? Maximum { get; init; }

    /// <summary>What else a value must be; null for nothing.</summary>
    public ValueRules? Value { get; init; }

    /// <summary>What a missing value becomes, as JSON text; null for none.</summary>
    public string? Default { get; init; }

    /// <summary>Whether null is a value.</summary>
    public bool Nullable { get; init; }

    /// <summary>Whether it is a number or a text, as quantities are.</summary>
    public bool IntOrString { get; init; }

    /// <summary>Whether members that are not named here are kept rather than pruned.</summary>
    public bool PreservesUnknownFields { get; init; }

    /// <summary>Whether it is an object of some other kind, with apiVersion, kind and metadata.</summary>
    public bool IsEmbeddedResource { get; init; }

    /// <summary>How a list's items are told apart: atomic (null means that too), set or map.</summary>
    public string? ListType { get; init; }

    /// <summary>The members that identify an item of a list of type map.</summary>
    public IReadOnlyList<string> ListMapKeys { get; init; } = [];

    /// <summary>How an object is owned: atomic as one, or granular (null means that too).</summary>
    public string? MapType { get; init; }

    /// <summary>The member that strategic merge patches tell a list's items apart by; null where they replace the list.</summary>
    public string? PatchMergeKey { get; init; }

    /// <summary>What strategic merge patches do here, as <c>merge</c> or <c>merge,retainKeys</c>; null for replacing.</summary>
    public string? PatchStrategy { get; init; }

    /// <summary>The name of its type in Kubernetes' own code, as messages tell it; null where it has none.</summary>
    public string? TypeName { get; init; }

    /// <summary>Rules beyond the shape.</summary>
    public IReadOnlyList<CelRule> Rules { get; init; } = [];

    /// <summary>The default as a fresh value.</summary>
    public JsonNode? NewDefault() => Default is null ? null : JsonNode.Parse(Default);

    /// <summary>The schema of a member of this object; null where nothing is said of it.</summary>
    public SchemaNode? Member(string name) =>
        Properties.TryGetValue(name, out SchemaNode? property) ? property : AdditionalProperties;
}
