using System.Security.Cryptography;
using System.Text;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Api.Reviews;
using OcmPowerShell.Sandbox.Api.Subresources;

namespace OcmPowerShell.Sandbox.Api.Discovery;

/// <summary>A resource as discovery tells of it.</summary>
/// <param name="Type">Names and scope.</param>
/// <param name="Singular">The kind in the singular.</param>
/// <param name="Verbs">What can be done with it.</param>
internal sealed record ServedResource(ResourceType Type, string Singular, IReadOnlyList<string> Verbs)
{
    /// <summary>What can be done with <c>/status</c>.</summary>
    public static readonly IReadOnlyList<string> StatusVerbs = ["get", "patch", "update"];

    /// <summary>What lies below its objects beside <c>/status</c>.</summary>
    public IReadOnlyList<ISubresource> Subresources { get; init; } = [];

    /// <summary>Groups of kinds it belongs to.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Tells the version that objects are stored in; null where none are.</summary>
    public string? StorageVersionHash { get; init; }

    private static readonly string[] AllVerbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];

    /// <summary>Everything a table serves, and the reviews beside it.</summary>
    public static IEnumerable<ServedResource> All(ResourceTable table) => table.All
        .Select(definition => new ServedResource(
            definition.Type, definition.Singular, definition.Type == KubernetesTypes.Namespace ? [.. AllVerbs.Where(verb => verb != "deletecollection")] : AllVerbs)
        {
            Subresources = definition.Subresources,
            Categories = definition.Categories,
            StorageVersionHash = Hash((definition.Storage ?? definition).Type),
        })
        .Concat(ReviewTypes.All.Select(type => new ServedResource(type, type.Kind.ToLowerInvariant(), ["create"])));

    private static string Hash(ResourceType type) =>
        Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"{type.Group}/{type.Version}/{type.Kind}")).AsSpan(0, 8));
}
