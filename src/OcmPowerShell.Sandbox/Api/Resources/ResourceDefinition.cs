using OcmPowerShell.Sandbox.Api.Admission;
using OcmPowerShell.Sandbox.Api.Subresources;
using OcmPowerShell.Sandbox.Schema;

namespace OcmPowerShell.Sandbox.Api.Resources;

/// <summary>All the server needs to know to serve a kind. Adding a kind is adding one of these to a <see cref="ResourceTable"/>.</summary>
internal sealed record ResourceDefinition
{
    private static readonly PrinterColumn[] AgeOnly = [new("Age", "date", ".metadata.creationTimestamp")];

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

    /// <summary>The rules of the kind's webhooks.</summary>
    public IReadOnlyList<IAdmission> Admission { get; init; } = [];

    /// <summary>What lies below its objects beside <c>/status</c>.</summary>
    public IReadOnlyList<ISubresource> Subresources { get; init; } = [];

    /// <summary>
    /// Whether it is one of Kubernetes' own kinds rather than a custom resource: these take strategic merge patches, may be
    /// updated without a resourceVersion, and their names are DNS labels.
    /// </summary>
    public bool IsBuiltIn { get; init; }

    /// <summary>Whether <c>metadata.generation</c> counts the changes of the desired state.</summary>
    public bool HasGeneration { get; init; } = true;

    /// <summary>The kind in the singular, as kubectl accepts it.</summary>
    public string Singular => Type.Kind.ToLowerInvariant();
}
