namespace OcmPowerShell.Hub.Rest;

/// <summary>Which objects of a collection to list or watch.</summary>
internal sealed record ListOptions
{
    /// <summary>Label selector in Kubernetes' syntax; null for all.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Field selector; custom resources know <c>metadata.name</c> and <c>metadata.namespace</c>.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Objects a page; null asks for all in one answer.</summary>
    public int? PageSize { get; init; }

    /// <summary>Whether the objects' metadata is enough, so that the server need send no more.</summary>
    public bool MetadataOnly { get; init; }
}
