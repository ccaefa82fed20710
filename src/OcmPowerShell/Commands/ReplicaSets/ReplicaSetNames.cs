using OcmPowerShell.Binding;
using OcmPowerShell.Hub;

namespace OcmPowerShell.Commands;

/// <summary>What -Name and -Namespace of a replica set mean together, where names may be patterns.</summary>
internal static class ReplicaSetNames
{
    /// <summary>What is asked for; null for all.</summary>
    /// <param name="names">-Name; null where it is not given.</param>
    /// <param name="namespace">-Namespace; null where it is not given.</param>
    /// <exception cref="HubException"><c>InvalidArgument</c>.</exception>
    public static IReadOnlyList<NamePattern>? Patterns(string[]? names, string? @namespace) =>
        names is not null ? [.. names.Select(name => Pattern(name, @namespace))]
        : @namespace is not null ? [new NamePattern(@namespace, "*", $"{@namespace}/*")] : null;

    private static NamePattern Pattern(string text, string? @namespace) => text.Trim().Split('/') switch
    {
        [{ Length: > 0 } name] => new NamePattern(@namespace, name, @namespace is null ? name : $"{@namespace}/{name}"),
        [{ Length: > 0 } own, { Length: > 0 } name] when @namespace is null || @namespace == own => new NamePattern(own, name, $"{own}/{name}"),
        [{ Length: > 0 }, { Length: > 0 }] => throw new HubException("InvalidArgument", $"'{text}' names another namespace than -Namespace {@namespace}. Leave one of them out."),
        _ => throw new HubException("InvalidArgument", $"'{text}' is no name of a replica set: write namespace/name, or the name alone for all namespaces."),
    };
}
