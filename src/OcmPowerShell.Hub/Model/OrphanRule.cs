using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Placements.Spec;

namespace OcmPowerShell.Hub.Model;

/// <summary>
/// A resource of a work that stays on the cluster when the work goes: an entry of
/// <c>spec.deleteOption.selectivelyOrphans.orphaningRules</c>. As text: <c>shop/persistentvolumeclaims/data</c>.
/// </summary>
public sealed class OrphanRule
{
    private const string ErrorId = "InvalidOrphanRule";

    /// <summary><c>group</c>: the API group; empty for the core group.</summary>
    public string Group { get; set; } = "";

    /// <summary><c>resource</c>: the plural of the kind, as in <c>persistentvolumeclaims</c>.</summary>
    public string Resource { get; set; } = "";

    /// <summary><c>namespace</c>; empty for a cluster-scoped resource.</summary>
    public string Namespace { get; set; } = "";

    /// <summary><c>name</c>.</summary>
    public string Name { get; set; } = "";

    private ResourceTarget Target => new(Group, Resource, Namespace, Name);

    /// <summary>Reads text.</summary>
    /// <exception cref="HubException"><c>InvalidOrphanRule</c>.</exception>
    public static OrphanRule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Checked(ResourceTarget.Parse(text, ErrorId));
    }

    /// <inheritdoc/>
    public override string ToString() => Target.ToString();

    /// <summary>Reads text, a hashtable, an object of this type or its copy, a manifest or a row of one, or an entry of the API.</summary>
    /// <exception cref="HubException"><c>InvalidOrphanRule</c>, <c>ResourceNameUnknown</c>.</exception>
    internal static OrphanRule Read(JsonNode? given) => given switch
    {
        _ when given.TextAt() is { } text => Parse(text),
        JsonObject value => Checked(ResourceTarget.OfManifest(value) ?? ResourceTarget.Of(new GivenObject(value, ErrorId, ResourceTarget.Members))),
        _ => throw new HubException(ErrorId, "A resource to leave is text, as in shop/persistentvolumeclaims/data, or a hashtable with Group, Resource, Namespace and Name."),
    };

    /// <summary>The entry of the API.</summary>
    internal JsonObject ToJson() => Target.ToJson();

    private static OrphanRule Checked(ResourceTarget target)
    {
        target.Check(ErrorId, allowsPatterns: false);
        return new OrphanRule { Group = target.Group, Resource = target.Resource, Namespace = target.Namespace, Name = target.Name };
    }
}
