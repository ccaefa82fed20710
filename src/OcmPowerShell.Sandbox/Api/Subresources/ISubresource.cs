namespace OcmPowerShell.Sandbox.Api.Subresources;

/// <summary>
/// A resource below an object other than <c>/status</c>, as <c>serviceaccounts/NAME/token</c>. A kind serves those in its
/// <see cref="Resources.ResourceDefinition.Subresources"/>; discovery tells of them.
/// </summary>
internal interface ISubresource
{
    /// <summary>Its name at the end of the path.</summary>
    string Name { get; }

    /// <summary>The kind that it takes and answers; null where that is the object's own.</summary>
    ResourceType? Answers { get; }

    /// <summary>What can be done with it, as discovery says it: create, get, update, patch.</summary>
    IReadOnlyList<string> Verbs { get; }

    /// <summary>Answers a request.</summary>
    /// <exception cref="ApiException">It is refused.</exception>
    Task HandleAsync(SubresourceRequest request, CancellationToken cancellationToken);
}
