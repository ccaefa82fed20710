using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Placements.Spec;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Hub.Model;

/// <summary>An object of a work as its configs and orphaning rules name it: by resource, not by kind.</summary>
internal sealed record ResourceTarget(string Group, string Resource, string Namespace, string Name)
{
    /// <summary>The members under which one may be given: ours, those of a manifest's row, and those of a manifest.</summary>
    public static readonly string[] Members =
    [
        "Group", "Resource", "Namespace", "Name", "ResourceNamespace", "ResourceName",
    ];

    /// <summary>Reads kubectl's way of writing it: <c>deployments.apps/web</c>, with the namespace before it <c>shop/deployments.apps/web</c>.</summary>
    /// <exception cref="HubException">It is none.</exception>
    public static ResourceTarget Parse(string text, string errorId)
    {
        string[] parts = Array.ConvertAll(text.Split('/'), part => part.Trim());
        if (parts.Length is < 2 or > 3 || Array.Exists(parts, part => part.Length == 0))
        {
            throw new HubException(errorId, $"'{text}' names no object. Write namespace/resource.group/name, as in shop/deployments.apps/web, and without a namespace for a cluster-scoped one, as in namespaces/shop.");
        }

        string resource = parts[^2];
        int dot = resource.IndexOf('.', StringComparison.Ordinal);
        return new ResourceTarget(dot < 0 ? "" : resource[(dot + 1)..], dot < 0 ? resource : resource[..dot], parts.Length == 3 ? parts[0] : "", parts[^1]);
    }

    /// <summary>Reads it from the members of a hashtable or object; the group may be written behind the resource, as kubectl has it.</summary>
    /// <exception cref="HubException">A member is no text.</exception>
    public static ResourceTarget Of(GivenObject given)
    {
        string group = given.Text("Group"), resource = given.Text("Resource");
        int dot = group.Length == 0 ? resource.IndexOf('.', StringComparison.Ordinal) : -1;
        return new ResourceTarget(
            dot < 0 ? group : resource[(dot + 1)..],
            dot < 0 ? resource : resource[..dot],
            First(given, "ResourceNamespace", "Namespace"),
            First(given, "ResourceName", "Name"));
    }

    /// <summary>Reads the manifest or the row of one that an object is; null where it is neither.</summary>
    /// <exception cref="HubException"><c>ResourceNameUnknown</c>.</exception>
    public static ResourceTarget? OfManifest(JsonObject value)
    {
        if (Member(value, "apiVersion").TextAt() is { } apiVersion && Member(value, "kind").TextAt() is { } kind && Member(value, "metadata") is JsonObject metadata)
        {
            string group = apiVersion.Contains('/', StringComparison.Ordinal) ? apiVersion[..apiVersion.IndexOf('/', StringComparison.Ordinal)] : "";
            return new ResourceTarget(
                group,
                ResourceDirectory.WellKnown(group, kind) ?? throw ResourceDirectory.Unknown([$"{kind} ({apiVersion})"]),
                Member(metadata, "namespace").TextAt() ?? "",
                Member(metadata, "name").TextAt() ?? "");
        }

        if (Member(value, "Ordinal") is not null && Member(value, "ResourceName").TextAt() is { } name)
        {
            string group = Member(value, "Group").TextAt() ?? "";
            string kind2 = Member(value, "Kind").TextAt() ?? "";
            return new ResourceTarget(
                group,
                Member(value, "Resource").TextAt() is { Length: > 0 } told ? told : ResourceDirectory.WellKnown(group, kind2) ?? throw ResourceDirectory.Unknown([kind2]),
                Member(value, "ResourceNamespace").TextAt() ?? "",
                name);
        }

        return null;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        string resource = Group.Length == 0 ? Resource : $"{Resource}.{Group}";
        return Namespace.Length == 0 ? $"{resource}/{Name}" : $"{Namespace}/{resource}/{Name}";
    }

    /// <summary>The <c>resourceIdentifier</c> of the API.</summary>
    public JsonObject ToJson()
    {
        var identifier = new JsonObject { ["group"] = Group, ["resource"] = Resource };
        if (Namespace.Length > 0)
        {
            identifier["namespace"] = Namespace;
        }

        identifier["name"] = Name;
        return identifier;
    }

    /// <summary>Reads a <c>resourceIdentifier</c> of the API.</summary>
    public static ResourceTarget FromJson(JsonNode? identifier) => new(
        identifier.TextAt("group") ?? "", identifier.TextAt("resource") ?? "", identifier.TextAt("namespace") ?? "", identifier.TextAt("name") ?? "");

    /// <summary>Refuses what no object of a cluster is called.</summary>
    /// <param name="errorId">The id of the error.</param>
    /// <param name="allowsPatterns">Whether <c>*</c> may stand for any text in name and namespace.</param>
    public void Check(string errorId, bool allowsPatterns)
    {
        string? problem = (Resource, Name) switch
        {
            ("", _) => "it names no resource",
            (_, "") => "it names no object (-Name)",
            _ when Resource.Contains('*', StringComparison.Ordinal) || Group.Contains('*', StringComparison.Ordinal) => "group and resource take no wildcards: OCM compares them letter by letter",
            _ when Resource.Any(char.IsAsciiLetterUpper) => $"a resource is the lower-case plural of a kind, as in {ResourceDirectory.WellKnown(Group, Resource) ?? "deployments"}, not '{Resource}'",
            _ when Resource.Contains('.', StringComparison.Ordinal) || Resource.Contains('/', StringComparison.Ordinal) => $"'{Resource}' is no resource: the group goes into Group",
            _ when Group.Contains('/', StringComparison.Ordinal) => $"'{Group}' is no group: the version does not belong to it",
            _ when !allowsPatterns && (Name.Contains('*', StringComparison.Ordinal) || Namespace.Contains('*', StringComparison.Ordinal)) => "orphaning rules take no wildcards: OCM compares them letter by letter. Name each object",
            _ => null,
        };
        if (problem is not null)
        {
            throw new HubException(errorId, $"'{this}' cannot be used: {problem}.");
        }
    }

    /// <summary>Whether the agent takes it for an object: group and resource are equal, and the rest fits, <c>*</c> being any text.</summary>
    public bool Matches(ResourceTarget target) =>
        Group == target.Group && Resource == target.Resource && MatchesPlace(target);

    /// <summary>The same without the resource.</summary>
    public bool MatchesPlace(ResourceTarget target) => Fits(Name, target.Name) && Fits(Namespace, target.Namespace);

    private static bool Fits(string pattern, string text)
    {
        if (!pattern.Contains('*', StringComparison.Ordinal))
        {
            return pattern == text;
        }

        string[] parts = pattern.Split('*');
        int at = parts[0].Length, end = text.Length - parts[^1].Length;
        if (end < at || !text.StartsWith(parts[0], StringComparison.Ordinal) || !text.EndsWith(parts[^1], StringComparison.Ordinal))
        {
            return false;
        }

        // Each part in the middle at its earliest place: what fits at all fits that way.
        foreach (string part in parts.AsSpan()[1..^1])
        {
            int found = text.IndexOf(part, at, end - at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + part.Length;
        }

        return true;
    }

    private static string First(GivenObject given, string one, string other) => given.Text(one) is { Length: > 0 } text ? text : given.Text(other);

    private static JsonNode? Member(JsonObject value, string name) =>
        value.FirstOrDefault(member => string.Equals(member.Key, name, StringComparison.OrdinalIgnoreCase)).Value;
}
