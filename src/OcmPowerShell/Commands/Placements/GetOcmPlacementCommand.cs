using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Commands;

/// <summary>Lists placements, as they arrive.</summary>
[Cmdlet(VerbsCommon.Get, "OcmPlacement")]
[OutputType(typeof(Placement))]
public sealed class GetOcmPlacementCommand : ObjectQueryCmdlet<Placement>
{
    /// <summary>Names of placements, as in <c>web</c> or <c>prod/web</c>; wildcards may be used in both parts.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(PlacementCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The namespace of the names that have none; wildcards may be used. All namespaces when not given.</summary>
    [Parameter]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string? Namespace { get; set; }

    private protected override ResourceKind<Placement> Kind => Kinds.Placements;

    private protected override IReadOnlyList<NamePattern>? Patterns
    {
        get
        {
            Targets.RefuseEmpty(nameof(Name), MyInvocation.BoundParameters.ContainsKey(nameof(Name)), Name);
            Targets.RefuseEmpty(nameof(Namespace), MyInvocation.BoundParameters.ContainsKey(nameof(Namespace)), [Namespace]);
            return Name is not null ? [.. Name.Select(Pattern)]
                : Namespace is not null ? [new NamePattern(Namespace, "*", $"{Namespace}/*")] : null;
        }
    }

    private NamePattern Pattern(string text) => text.Trim().Split('/') switch
    {
        [{ Length: > 0 } name] => new NamePattern(Namespace, name, Namespace is null ? name : $"{Namespace}/{name}"),
        [{ Length: > 0 } @namespace, { Length: > 0 } name] when Namespace is null || Namespace == @namespace => new NamePattern(@namespace, name, $"{@namespace}/{name}"),
        [{ Length: > 0 }, { Length: > 0 }] => throw new HubException("InvalidArgument", $"'{text}' names another namespace than -Namespace {Namespace}. Leave one of them out."),
        _ => throw new HubException("InvalidArgument", $"'{text}' is no name of a placement: write namespace/name, or the name alone for all namespaces."),
    };
}
