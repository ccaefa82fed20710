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

    /// <summary>Whether it is a kind of Kubernetes itself, of which some things are told in another way.</summary>
    public bool IsBuiltIn => Groups.Contains(Type.Group);

    // A real server tells its own verbs in another order than those of custom kinds.
    private static readonly string[] CustomVerbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
    private static readonly string[] BuiltInVerbs = [.. CustomVerbs.Order(StringComparer.Ordinal)];

    // The order of a real server; clients take the first group that knows a name. Other groups follow by name.
    private static readonly string[] Groups =
    [
        "", "apiregistration.k8s.io", "apps", "events.k8s.io", "authentication.k8s.io", "authorization.k8s.io", "autoscaling", "batch",
        "certificates.k8s.io", "networking.k8s.io", "policy", "rbac.authorization.k8s.io", "storage.k8s.io", "admissionregistration.k8s.io",
        "apiextensions.k8s.io", "scheduling.k8s.io", "coordination.k8s.io", "node.k8s.io", "discovery.k8s.io", "flowcontrol.apiserver.k8s.io",
    ];

    /// <summary>Everything a table serves, and the reviews beside it.</summary>
    public static IEnumerable<ServedResource> All(ResourceTable table) => table.All
        .Select(definition => new ServedResource(definition.Type, definition.Singular, VerbsOf(definition))
        {
            Subresources = definition.Subresources,
            Categories = definition.Categories,
            StorageVersionHash = Hash((definition.Storage ?? definition).Type),
        })
        .Concat(ReviewTypes.All.Select(type => new ServedResource(type, type.Kind.ToLowerInvariant(), ["create"])))
        .OrderBy(resource => Array.IndexOf(Groups, resource.Type.Group) is var place and >= 0 ? place : Groups.Length)
        .ThenBy(resource => resource.Type.Group, StringComparer.Ordinal)
        .ThenBy(resource => resource.Type.Plural, StringComparer.Ordinal);

    private static string[] VerbsOf(ResourceDefinition definition) => definition switch
    {
        { Type.Group: var group } when !Groups.Contains(group) => CustomVerbs,
        _ when definition.Type == KubernetesTypes.Namespace => [.. BuiltInVerbs.Where(verb => verb != "deletecollection")],
        _ => BuiltInVerbs,
    };

    private static string Hash(ResourceType type) =>
        Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"{type.Group}/{type.Version}/{type.Kind}")).AsSpan(0, 8));
}
