using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Server;

/// <summary>Whom a request asks to be taken for. A line is a value: commas in it are part of it.</summary>
internal sealed class ImpersonationHeaders
{
    private const string ExtraPrefix = "Impersonate-Extra-";

    private readonly List<string> _groups = [];
    private readonly SortedDictionary<string, List<string>> _extra = new(StringComparer.Ordinal);
    private string? _uid;

    /// <summary>The user's name; null where nobody is asked for.</summary>
    public string? User { get; private set; }

    /// <summary>Reads a request's headers.</summary>
    public static ImpersonationHeaders Of(HttpRequest request)
    {
        var asked = new ImpersonationHeaders();
        foreach ((string name, string value) in request.HeaderLines)
        {
            asked.Add(name, value);
        }

        return asked;
    }

    /// <summary>The rights that somebody needs to be taken for all that is asked for.</summary>
    public IEnumerable<RequestAttributes> RightsNeeded(string user)
    {
        const string Authentication = "authentication.k8s.io";
        yield return Server.Identity.ServiceAccountOf(user) is var (@namespace, account)
            ? Right("serviceaccounts", account) with { Namespace = @namespace }
            : Right("users", user);
        foreach (string group in _groups)
        {
            yield return Right("groups", group);
        }

        foreach ((string key, List<string> values) in _extra)
        {
            foreach (string value in values)
            {
                yield return Right("userextras", value) with { Group = Authentication, Version = "v1", Subresource = key };
            }
        }

        if (_uid is not null)
        {
            yield return Right("uids", _uid) with { Group = Authentication, Version = "v1" };
        }
    }

    /// <summary>Who the request then comes from. A service account is in its groups unless others are asked for.</summary>
    public Identity Identity(string user) => user == Server.Identity.AnonymousUser
        ? Server.Identity.Anonymous
        : Server.Identity.Of(user, _groups.Count == 0 ? Server.Identity.GroupsOfServiceAccount(user) : _groups) with { Uid = _uid, Extra = _extra.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<string>)pair.Value) };

    /// <summary>The answer to a request for groups and the like of nobody, in a real server's words; null where nothing is asked for.</summary>
    public ApiException? Refusal(HttpRequest request)
    {
        IEnumerable<string> asked = _groups.Select(group => Reference("Group", group, "", ""))
            .Concat(_extra.SelectMany(pair => pair.Value.Select(value => Reference("UserExtra", value, "authentication.k8s.io/v1", pair.Key))))
            .Concat(_uid is null ? [] : [Reference("UID", _uid, "authentication.k8s.io/v1", "")]);
        string list = string.Join(' ', asked);
        if (list.Length == 0)
        {
            return null;
        }

        string target = request.QueryString.Length == 0 ? request.Path : $"{request.Path}?{request.QueryString}";
        string message = $"Internal Server Error: \"{target}\": requested [{list}] without impersonating a user"
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);
        return new ApiException(500, "InternalError", message) { IsPlainText = true };
    }

    private static RequestAttributes Right(string resource, string name) =>
        new("impersonate", "") { Version = "v1", Resource = resource, Name = name };

    // As Go prints an ObjectReference: kind, namespace, name, uid, apiVersion, resourceVersion, fieldPath.
    private static string Reference(string kind, string name, string version, string field) => $"{{{kind}  {name}  {version}  {field}}}";

    private void Add(string name, string value)
    {
        if (name.Equals("Impersonate-User", StringComparison.OrdinalIgnoreCase))
        {
            User ??= value.Length == 0 ? null : value;
        }
        else if (name.Equals("Impersonate-Uid", StringComparison.OrdinalIgnoreCase))
        {
            _uid ??= value.Length == 0 ? null : value;
        }
        else if (name.Equals("Impersonate-Group", StringComparison.OrdinalIgnoreCase))
        {
            _groups.Add(value);
        }
        else if (name.StartsWith(ExtraPrefix, StringComparison.OrdinalIgnoreCase))
        {
            string key = Uri.UnescapeDataString(name[ExtraPrefix.Length..].ToLowerInvariant());
            if (!_extra.TryGetValue(key, out List<string>? values))
            {
                _extra[key] = values = [];
            }

            values.Add(value);
        }
    }
}
