using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Admission;
using OcmPowerShell.Sandbox.Api.Subresources;
using OcmPowerShell.Sandbox.Schema;

namespace OcmPowerShell.Sandbox.Api.Resources;

/// <summary>All the server needs to know to serve a kind. Adding a kind is adding one of these to a <see cref="ResourceTable"/>.</summary>
internal sealed record ResourceDefinition
{
    private static readonly PrinterColumn[] AgeOnly = [new("Age", "date", ".metadata.creationTimestamp")];

    private readonly string? _singular;
    private readonly string? _listKind;

    /// <summary>Names and scope.</summary>
    public required ResourceType Type { get; init; }

    /// <summary>The shape of the whole object; unknown kinds keep everything and promise nothing.</summary>
    public SchemaNode Schema { get; init; } = new()
    {
        Type = "object",
        PreservesUnknownFields = true,
        Properties = new Dictionary<string, SchemaNode> { ["metadata"] = CommonSchemas.ObjectMeta },
    };

    /// <summary>The columns after the name.</summary>
    public IReadOnlyList<PrinterColumn> Columns { get; init; } = AgeOnly;

    /// <summary>Whether the name comes before the columns; of events it does not.</summary>
    public bool ShowsName { get; init; } = true;

    /// <summary>The rules of the kind's webhooks.</summary>
    public IReadOnlyList<IAdmission> Admission { get; init; } = [];

    /// <summary>What lies below its objects beside <c>/status</c>.</summary>
    public IReadOnlyList<ISubresource> Subresources { get; init; } = [];

    /// <summary>
    /// Whether it is one of Kubernetes' own kinds rather than a custom resource: these take strategic merge patches, may be
    /// updated without a resourceVersion, and fields of the wrong type are refused as bodies that cannot be decoded.
    /// </summary>
    public bool IsBuiltIn { get; init; }

    /// <summary>Whether a CustomResourceDefinition describes it.</summary>
    public bool IsCustom { get; init; }

    /// <summary>Whether it has columns of its own rather than its age alone.</summary>
    public bool HasColumns => !ReferenceEquals(Columns, AgeOnly);

    /// <summary>The version that objects are stored in; null where it is this one.</summary>
    public ResourceDefinition? Storage { get; init; }

    /// <summary>How this version differs from the stored one; null where only in its name.</summary>
    public IVersionConversion? Conversion { get; init; }

    /// <summary>Whether objects may be older than the schema, so that what is read is brought into its shape.</summary>
    public bool HasChangingSchema { get; init; }

    /// <summary>Whether it is one of Kubernetes' own kinds with a schema that tells of every field: bodies are decoded by it.</summary>
    public bool IsTyped => IsBuiltIn && !Schema.PreservesUnknownFields;

    /// <summary>What its names may be.</summary>
    public NameForm Names { get; init; } = NameForm.Subdomain;

    /// <summary>Groups of kinds it belongs to, as <c>all</c>, by which kubectl asks for several at once.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Fields beside name and namespace that field selectors may name, as <c>status.phase</c>.</summary>
    public IReadOnlyList<string> SelectableFields { get; init; } = [];

    /// <summary>Whether the server writes the spec itself, so that no field manager owns it.</summary>
    public bool HasServerSpec { get; init; }

    /// <summary>The members of a new object that no field manager owns.</summary>
    public IEnumerable<string> ServerMembers => (Type.HasStatus, HasServerSpec) switch
    {
        (true, true) => ["spec", "status"],
        (true, false) => ["status"],
        (false, true) => ["spec"],
        _ => [],
    };

    /// <summary>Rules beyond the schema; they get the object and the stored one, which is null on create.</summary>
    public Func<JsonObject, JsonObject?, IEnumerable<FieldError>>? Rules { get; init; }

    /// <summary>Whether <c>metadata.generation</c> counts the changes of the desired state.</summary>
    public bool HasGeneration { get; init; } = true;

    /// <summary>The kind in the singular, as kubectl accepts it.</summary>
    public string Singular
    {
        get => _singular ?? Type.Kind.ToLowerInvariant();
        init => _singular = value;
    }

    /// <summary>The kind of lists.</summary>
    public string ListKind
    {
        get => _listKind ?? $"{Type.Kind}List";
        init => _listKind = value;
    }
}
