using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Works;

/// <summary>Which works to list.</summary>
public sealed record WorkQuery
{
    /// <summary>An exact name; null for any.</summary>
    public string? Name { get; init; }

    /// <summary>A label selector in Kubernetes' syntax, as in <c>app=web,tier!=db</c>; null for any.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Objects a page; null asks for all in one answer, which a hub of today streams from memory.</summary>
    public int? PageSize { get; init; }

    /// <summary>Whether to keep each object's whole JSON.</summary>
    public bool IncludeJson { get; init; }

    internal ListOptions ToListOptions() => new()
    {
        FieldSelector = Name is null ? null : $"metadata.name={Name}",
        LabelSelector = LabelSelector,
        PageSize = PageSize,
    };
}
