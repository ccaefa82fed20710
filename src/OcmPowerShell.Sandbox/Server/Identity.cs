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

    /// <summary>Someone whose credentials were accepted.</summary>
    public static Identity Of(string user, IEnumerable<string> groups) =>
        new(user, [.. groups.Append(Authenticated).Distinct(StringComparer.Ordinal)]);
}
