namespace OcmPowerShell.Sandbox.Server;

/// <summary>Who asks, as a Kubernetes API server knows it.</summary>
/// <param name="User">User name.</param>
/// <param name="Groups">Names of the user's groups.</param>
internal sealed record Identity(string User, IReadOnlyList<string> Groups)
{
    /// <summary>The group that may do everything.</summary>
    public const string Masters = "system:masters";

    /// <summary>The group of everybody whose credentials were accepted.</summary>
    public const string Authenticated = "system:authenticated";

    /// <summary>The group of everybody who showed no credentials.</summary>
    public const string Unauthenticated = "system:unauthenticated";

    /// <summary>The user name of whoever shows no credentials.</summary>
    public const string AnonymousUser = "system:anonymous";

    /// <summary>What the user names of service accounts begin with; namespace and name follow.</summary>
    public const string ServiceAccountPrefix = "system:serviceaccount:";

    /// <summary>The key under which a user's extra tells tokens and certificates apart.</summary>
    public const string CredentialId = "authentication.kubernetes.io/credential-id";

    /// <summary>What else is known of most users.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> NothingElse = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The user's uid; null for none.</summary>
    public string? Uid { get; init; }

    /// <summary>What else is known of the user: each key may have several values.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Extra { get; init; } = NothingElse;

    /// <summary>Whoever shows no credentials.</summary>
    public static Identity Anonymous { get; } = new(AnonymousUser, [Unauthenticated]);

    /// <summary>The server itself, and the controllers and agents that run in its process.</summary>
    public static Identity Server { get; } = Of("system:apiserver", [Masters]);

    /// <summary>Whether this user may do everything.</summary>
    public bool IsAdmin => Groups.Contains(Masters);

    /// <summary>Namespace and name of the service account behind a user name; null where it is none.</summary>
    public static (string Namespace, string Name)? ServiceAccountOf(string user) =>
        user.StartsWith(ServiceAccountPrefix, StringComparison.Ordinal) && user[ServiceAccountPrefix.Length..].Split(':') is [{ Length: > 0 } home, { Length: > 0 } name]
            ? (home, name)
            : null;

    /// <summary>The groups that a service account is in by being one; none for other users.</summary>
    public static IReadOnlyList<string> GroupsOfServiceAccount(string user) =>
        ServiceAccountOf(user) is var (home, _) ? ["system:serviceaccounts", $"system:serviceaccounts:{home}"] : [];

    /// <summary>Who a token of a service account stands for.</summary>
    public static Identity OfServiceAccount(string @namespace, string name, string uid)
    {
        string user = $"{ServiceAccountPrefix}{@namespace}:{name}";
        return Of(user, GroupsOfServiceAccount(user)) with { Uid = uid };
    }

    /// <summary>Someone whose credentials were accepted.</summary>
    public static Identity Of(string user, IEnumerable<string> groups) =>
        new(user, [.. groups.Append(Authenticated).Distinct(StringComparer.Ordinal)]);
}
