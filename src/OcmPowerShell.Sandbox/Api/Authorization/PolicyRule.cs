using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Server;

namespace OcmPowerShell.Sandbox.Api.Authorization;

/// <summary>A rule of a role: verbs on resources, or on paths that are none.</summary>
internal sealed record PolicyRule
{
    /// <summary>The verbs; <c>*</c> is all of them.</summary>
    public IReadOnlyList<string> Verbs { get; init; } = [];

    /// <summary>The API groups; <c>*</c> is all of them.</summary>
    public IReadOnlyList<string> ApiGroups { get; init; } = [];

    /// <summary>The resources, as <c>pods</c>, <c>pods/log</c>, <c>*/scale</c> or <c>*</c>.</summary>
    public IReadOnlyList<string> Resources { get; init; } = [];

    /// <summary>The only objects it is about; empty for all.</summary>
    public IReadOnlyList<string> ResourceNames { get; init; } = [];

    /// <summary>Paths; a <c>*</c> at the end stands for anything.</summary>
    public IReadOnlyList<string> NonResourceUrls { get; init; } = [];

    /// <summary>Everything on every resource.</summary>
    public static PolicyRule AllResources { get; } = new() { Verbs = ["*"], ApiGroups = ["*"], Resources = ["*"] };

    /// <summary>Everything on every path.</summary>
    public static PolicyRule AllPaths { get; } = new() { Verbs = ["*"], NonResourceUrls = ["*"] };

    /// <summary>Reads the rules of a role.</summary>
    public static IReadOnlyList<PolicyRule> ListOf(JsonObject role) =>
        [.. (role.Array("rules") ?? []).OfType<JsonObject>().Select(rule => new PolicyRule
        {
            Verbs = rule.Texts("verbs"),
            ApiGroups = rule.Texts("apiGroups"),
            Resources = rule.Texts("resources"),
            ResourceNames = rule.Texts("resourceNames"),
            NonResourceUrls = rule.Texts("nonResourceURLs"),
        })];

    /// <summary>Whether the rule allows a request.</summary>
    public bool Allows(RequestAttributes asked) => asked.IsResource
        ? Has(Verbs, asked.Verb) && Has(ApiGroups, asked.Group) && HasResource(Slashed(asked))
            && (ResourceNames.Count == 0 || ResourceNames.Contains(asked.Name))
        : Has(Verbs, asked.Verb) && HasPath(asked.Path);

    /// <summary>Whether the rule gives all that one part of another gives.</summary>
    public bool Covers(PolicyRule part) =>
        part.Verbs.All(verb => Has(Verbs, verb))
        && part.ApiGroups.All(group => Has(ApiGroups, group))
        && part.Resources.All(HasResource)
        && part.NonResourceUrls.All(HasPath)
        && (part.NonResourceUrls.Count > 0) == (part.Resources.Count == 0)
        && (ResourceNames.Count == 0 || (part.ResourceNames.Count > 0 && part.ResourceNames.All(ResourceNames.Contains)));

    /// <summary>The rule as many of one verb on one thing each.</summary>
    public IEnumerable<PolicyRule> Parts()
    {
        string?[] names = ResourceNames.Count == 0 ? [null] : [.. ResourceNames];
        IEnumerable<PolicyRule> resources =
            from @group in ApiGroups
            from resource in Resources
            from verb in Verbs
            from name in names
            select new PolicyRule { ApiGroups = [@group], Resources = [resource], Verbs = [verb], ResourceNames = name is null ? [] : [name] };
        return resources.Concat(
            from path in NonResourceUrls
            from verb in Verbs
            select new PolicyRule { NonResourceUrls = [path], Verbs = [verb] });
    }

    /// <summary>The rule on one line, as messages show it.</summary>
    public override string ToString()
    {
        (string Name, IReadOnlyList<string> Values)[] members =
        [
            ("APIGroups", ApiGroups), ("Resources", Resources), ("NonResourceURLs", NonResourceUrls), ("ResourceNames", ResourceNames), ("Verbs", Verbs),
        ];
        return $"{{{string.Join(", ", members.Where(member => member.Values.Count > 0).Select(member => $"{member.Name}:{GoText.Quoted(member.Values)}"))}}}";
    }

    private static bool Has(IReadOnlyList<string> values, string value) => values.Contains("*") || values.Contains(value);

    private static string Slashed(RequestAttributes asked) => asked.Subresource.Length == 0 ? asked.Resource : $"{asked.Resource}/{asked.Subresource}";

    private bool HasResource(string resource)
    {
        int slash = resource.IndexOf('/', StringComparison.Ordinal);
        return Has(Resources, resource) || (slash >= 0 && Resources.Contains($"*{resource[slash..]}"));
    }

    private bool HasPath(string path) => NonResourceUrls.Any(url =>
        url == "*" || url == path || (url.EndsWith('*') && path.StartsWith(url.TrimEnd('*'), StringComparison.Ordinal)));
}
