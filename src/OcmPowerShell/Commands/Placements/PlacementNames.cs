using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Commands;

/// <summary>What -Name and -Namespace of a placement mean together.</summary>
internal static class PlacementNames
{
    /// <summary>The namespace that is named, by either; null for none.</summary>
    /// <param name="name">A name, or <c>namespace/name</c>.</param>
    /// <param name="namespace">-Namespace; null where it is not given.</param>
    /// <exception cref="HubException"><c>InvalidName</c>, or they name two namespaces.</exception>
    public static (string? Namespace, string Name) Split(string name, string? @namespace)
    {
        string[] parts = name.Trim().Split('/');
        return parts switch
        {
            [{ Length: > 0 } alone] => (@namespace, alone),
            [{ Length: > 0 } own, { Length: > 0 } rest] => @namespace is null || @namespace == own ? (own, rest)
                : throw new HubException("InvalidArgument", $"-Name says the namespace '{own}' and -Namespace says '{@namespace}'. Leave one out."),
            _ => throw new HubException("InvalidName", $"'{name}' is no name of a placement. Write web, or prod/web with its namespace."),
        };
    }

    /// <summary>The placement that is meant; in the namespace <c>default</c> where none is named.</summary>
    /// <inheritdoc cref="Split"/>
    public static ObjectKey KeyOf(string name, string? @namespace)
    {
        (string? own, string rest) = Split(name, @namespace);
        return new ObjectKey(own ?? PlacementReference.DefaultNamespace, rest);
    }
}
