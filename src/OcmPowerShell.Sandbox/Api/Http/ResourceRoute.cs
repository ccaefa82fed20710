using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Api.Subresources;

namespace OcmPowerShell.Sandbox.Api.Http;

/// <summary>What a path below a group and version is about.</summary>
/// <param name="Definition">The kind.</param>
/// <param name="Namespace">The namespace; null for the cluster scope, or all namespaces.</param>
/// <param name="Name">The object; null for the collection.</param>
/// <param name="IsStatus">Whether it is the object's <c>/status</c>.</param>
internal sealed record ResourceRoute(ResourceDefinition Definition, string? Namespace, string? Name, bool IsStatus)
{
    /// <summary>What else below the object it is; null for the object itself and its <c>/status</c>.</summary>
    public ISubresource? Subresource { get; init; }


    /// <summary>Reads a path.</summary>
    /// <param name="segments">The path's segments, after <c>api</c> or <c>apis</c>.</param>
    /// <param name="isCore">Whether they follow <c>api</c>, so that no group stands before the version.</param>
    /// <param name="table">The kinds that are served.</param>
    /// <returns>Null where it leads nowhere.</returns>
    public static ResourceRoute? Parse(ReadOnlySpan<string> segments, bool isCore, ResourceTable table)
    {
        if (segments.Length < (isCore ? 2 : 3))
        {
            return null;
        }

        string group = isCore ? string.Empty : segments[0];
        string version = segments[isCore ? 0 : 1];
        ReadOnlySpan<string> rest = segments[(isCore ? 1 : 2)..];

        // "namespaces/one/manifestworks" names a namespace; "namespaces/one" and "namespaces/one/status" are one.
        string? @namespace = null;
        if (rest.Length >= 3 && rest[0] == KubernetesTypes.Namespace.Plural && !(isCore && rest.Length == 3 && rest[2] is "status" or "finalize"))
        {
            @namespace = rest[1];
            rest = rest[2..];
        }

        ResourceDefinition? definition = table.Find(group, version, rest[0]);
        if (definition is null || rest.Length > 3 || (@namespace is not null && !definition.Type.Namespaced))
        {
            return null;
        }

        string? below = rest.Length == 3 ? rest[2] : null;
        bool isStatus = below == "status" && definition.Type.HasStatus;
        ISubresource? subresource = isStatus ? null : definition.Subresources.FirstOrDefault(one => one.Name == below);
        if (below is not null && !isStatus && subresource is null)
        {
            return null;
        }

        string? name = rest.Length > 1 ? rest[1] : null;
        return name is not null && definition.Type.Namespaced && @namespace is null
            ? null
            : new ResourceRoute(definition, @namespace, name, isStatus) { Subresource = subresource };
    }
}
