using OcmPowerShell.Hub.Model;
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

    /// <summary>Only works that belong to these; null for any.</summary>
    internal WorkBelonging? Belonging { get; init; }

    /// <summary>Whether it asks for something that only labels tell.</summary>
    internal bool AsksForLabels => LabelSelector is not null || Belonging is not null;

    internal ListOptions ToListOptions() => new()
    {
        FieldSelector = Name is null ? null : $"metadata.name={Name}",
        LabelSelector = LabelSelector,
        PageSize = PageSize,
    };

    /// <summary>The lists that it takes, and what of each counts.</summary>
    internal IEnumerable<(ListOptions Options, Func<Work, bool> Counts)> ToLists() => Belonging is null
        ? [(ToListOptions(), _ => true)]
        : Belonging.Selectors.Select(selector => (
            ToListOptions() with { LabelSelector = WorkBelonging.Both(LabelSelector, selector) },
            (Func<Work, bool>)(work => Belonging.Has(work, selector))));
}
