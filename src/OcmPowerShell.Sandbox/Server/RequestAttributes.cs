namespace OcmPowerShell.Sandbox.Server;

/// <summary>What a request wants to do to what, as Kubernetes reads it off method, path and query.</summary>
/// <param name="Verb">get, list, watch, create, update, patch, delete or deletecollection; for other paths the method in small letters.</param>
/// <param name="Path">The path.</param>
internal sealed record RequestAttributes(string Verb, string Path)
{
    private const string NameField = "metadata.name=";

    /// <summary>Whether the path names a resource; discovery, versions and health are none.</summary>
    public bool IsResource => Resource.Length > 0;

    /// <summary>API group; empty for the core group.</summary>
    public string Group { get; init; } = "";

    /// <summary>API version, as in <c>v1</c>.</summary>
    public string Version { get; init; } = "";

    /// <summary>Namespace; empty for the cluster scope, or all namespaces.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Plural name of the resource; empty where the path names none.</summary>
    public string Resource { get; init; } = "";

    /// <summary>Subresource, as in <c>status</c>; empty for none.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>Name of the object; empty where the request is about a collection.</summary>
    public string Name { get; init; } = "";

    /// <summary>The resource with its group, as messages name it.</summary>
    public string QualifiedResource => Group.Length == 0 ? Resource : $"{Resource}.{Group}";

    /// <summary>Reads the attributes off a request.</summary>
    public static RequestAttributes Of(HttpRequest request)
    {
        string[] parts = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        int start = parts switch
        {
            ["api", _, _, ..] => 1,
            ["apis", _, _, _, ..] => 2,
            _ => 0,
        };
        if (start == 0)
        {
            return new RequestAttributes(request.Method.ToLowerInvariant(), request.Path);
        }

        (string @namespace, string[] rest) = TakeNamespace(parts[(start + 1)..]);
        string name = rest.Length > 1 ? rest[1] : "";
        bool many = name.Length == 0;
        return new RequestAttributes(VerbOf(request, many), request.Path)
        {
            Group = start == 1 ? "" : parts[1],
            Version = parts[start],
            Namespace = @namespace,
            Resource = rest[0],
            Name = many ? NameSelected(request) : name,
            Subresource = rest.Length > 2 ? rest[2] : "",
        };
    }

    private static (string Namespace, string[] Resource) TakeNamespace(string[] parts) => parts switch
    {
        ["namespaces", var name] => (name, parts),
        ["namespaces", var name, "status" or "finalize", ..] => (name, parts),
        ["namespaces", var name, ..] => (name, parts[2..]),
        _ => ("", parts),
    };

    private static string VerbOf(HttpRequest request, bool many) => request.Method switch
    {
        "GET" or "HEAD" when many => IsSet(request, "watch") ? "watch" : "list",
        "GET" or "HEAD" => "get",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => many ? "deletecollection" : "delete",
        _ => request.Method.ToLowerInvariant(),
    };

    /// <summary>A collection narrowed to one name is authorized as that name.</summary>
    private static string NameSelected(HttpRequest request)
    {
        string selector = request.Query.GetValueOrDefault("fieldSelector", "");
        return request.Method is "GET" or "HEAD" && selector.StartsWith(NameField, StringComparison.Ordinal) && !selector.Contains(',')
            ? selector[NameField.Length..]
            : "";
    }

    private static bool IsSet(HttpRequest request, string parameter) =>
        request.Query.TryGetValue(parameter, out string? value) && value is not ("false" or "0");
}
