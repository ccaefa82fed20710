using System.Text;

namespace OcmPowerShell.Hub.Rest;

/// <summary>A kind's place in the API: what comes before the query in a URL.</summary>
/// <param name="Group">API group.</param>
/// <param name="Version">Version, as in <c>v1</c>.</param>
/// <param name="Plural">Resource name, as in <c>manifestworks</c>.</param>
internal sealed record ResourcePath(string Group, string Version, string Plural)
{
    public static readonly ResourcePath ManifestWorks = new("work.open-cluster-management.io", "v1", "manifestworks");

    public static readonly ResourcePath ManagedClusters = new("cluster.open-cluster-management.io", "v1", "managedclusters");

    /// <summary>The collection, in one namespace or (null) in all.</summary>
    public string Collection(string? @namespace = null)
    {
        var path = new StringBuilder("apis/").Append(Group).Append('/').Append(Version);
        if (@namespace is not null)
        {
            path.Append("/namespaces/").Append(Segment(@namespace));
        }

        return path.Append('/').Append(Plural).ToString();
    }

    /// <summary>One object.</summary>
    public string Object(string? @namespace, string name) => $"{Collection(@namespace)}/{Segment(name)}";

    // As client-go: an empty name is the whole collection, dots are resolved before they are sent, and a server decodes
    // a slash before it looks for the end of a name.
    private string Segment(string name) => name is "" or "." or ".." || name.AsSpan().ContainsAny('/', '%')
        ? throw new HubException("InvalidName", $"'{name}' cannot be a name or namespace of {Plural}: it must not be empty, '.' or '..', or contain '/' or '%'.")
        : Uri.EscapeDataString(name);
}
