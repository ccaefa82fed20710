namespace OcmPowerShell.Hub.Rest;

/// <summary>
/// What a request needs to be allowed, in the terms of Kubernetes' roles and access reviews: worked out from its method
/// and URL as an API server does it.
/// </summary>
/// <param name="Verb"><c>get</c>, <c>list</c>, <c>watch</c>, <c>create</c>, <c>update</c>, <c>patch</c>, <c>delete</c> or <c>deletecollection</c>.</param>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Resource">Resource in the plural, as in <c>manifestworks</c>; empty for a URL that is no resource's.</param>
/// <param name="Subresource">As in <c>status</c>; empty for the object itself.</param>
/// <param name="Namespace">Empty for all namespaces or a cluster-scoped resource.</param>
/// <param name="Name">Empty for the collection.</param>
public sealed record ResourceAttributes(string Verb, string Group, string Resource, string Subresource, string Namespace, string Name)
{
    /// <summary>The URL's path where it is no resource's, as in <c>/version</c>; else empty.</summary>
    public string NonResourceUrl { get; init; } = "";

    /// <summary>The attributes of a request.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="path">What follows the server's address, query included.</param>
    public static ResourceAttributes Of(HttpMethod method, string path)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(path);
        string[] halves = path.Split('?', 2);
        string[] parts = [.. halves[0].Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
        int version = parts is ["api", ..] ? 1 : parts is ["apis", ..] ? 2 : parts.Length;
        if (parts.Length <= version + 1)
        {
            return new ResourceAttributes(method.Method.ToLowerInvariant(), "", "", "", "", "") { NonResourceUrl = "/" + halves[0].TrimStart('/') };
        }

        string group = version == 2 ? parts[1] : "";
        string[] rest = parts[(version + 1)..];
        string @namespace = "";
        if (rest is ["namespaces", var inside, ..])
        {
            @namespace = inside;
            rest = rest is ["namespaces", _, not ("status" or "finalize"), ..] ? rest[2..] : rest;
        }

        string name = rest.Length > 1 ? rest[1] : "";
        bool watches = halves.Length > 1 && halves[1].Split('&').Any(pair => pair is "watch=true" or "watch=1" or "watch");
        return new ResourceAttributes(VerbOf(method, name.Length > 0, watches), group, rest[0], string.Join('/', rest.Skip(2)), @namespace, name);
    }

    /// <summary>The resource as roles name it: <c>manifestworks.work.open-cluster-management.io</c>, with <c>/status</c> where it is a subresource.</summary>
    public string FullResource => $"{Resource}{(Group.Length == 0 ? "" : "." + Group)}{(Subresource.Length == 0 ? "" : "/" + Subresource)}";

    /// <summary>The attributes in words, as in <c>create manifestworks.work.open-cluster-management.io in namespace 'one'</c>.</summary>
    public override string ToString() => Resource.Length == 0
        ? $"{Verb} {NonResourceUrl}"
        : $"{Verb} {FullResource}{(Name.Length == 0 ? "" : $" '{Name}'")}{(Namespace.Length == 0 || Resource == "namespaces" ? "" : $" in namespace '{Namespace}'")}";

    private static string VerbOf(HttpMethod method, bool isOne, bool watches) => method.Method switch
    {
        "GET" or "HEAD" when watches => "watch",
        "GET" or "HEAD" => isOne ? "get" : "list",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => isOne ? "delete" : "deletecollection",
        _ => method.Method.ToLowerInvariant(),
    };
}
