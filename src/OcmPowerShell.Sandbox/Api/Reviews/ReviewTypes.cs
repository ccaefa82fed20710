namespace OcmPowerShell.Sandbox.Api.Reviews;

/// <summary>Kinds that are questions: they are answered and not kept.</summary>
internal static class ReviewTypes
{
    private const string Authentication = "authentication.k8s.io";
    private const string Authorization = "authorization.k8s.io";

    /// <summary>Who am I?</summary>
    public static readonly ResourceType SelfSubject = Review(Authentication, "SelfSubjectReview", "selfsubjectreviews");

    /// <summary>Whose token is this?</summary>
    public static readonly ResourceType Token = Review(Authentication, "TokenReview", "tokenreviews");

    /// <summary>May they, in this namespace?</summary>
    public static readonly ResourceType LocalAccess =
        Review(Authorization, "LocalSubjectAccessReview", "localsubjectaccessreviews") with { Namespaced = true };

    /// <summary>May I?</summary>
    public static readonly ResourceType SelfAccess = Review(Authorization, "SelfSubjectAccessReview", "selfsubjectaccessreviews");

    /// <summary>What may I?</summary>
    public static readonly ResourceType SelfRules = Review(Authorization, "SelfSubjectRulesReview", "selfsubjectrulesreviews");

    /// <summary>May they?</summary>
    public static readonly ResourceType Access = Review(Authorization, "SubjectAccessReview", "subjectaccessreviews");

    /// <summary>All of them, for discovery.</summary>
    public static IReadOnlyList<ResourceType> All { get; } = [SelfSubject, Token, LocalAccess, SelfAccess, SelfRules, Access];

    /// <summary>The one that a path after <c>apis</c> leads to, and its namespace; null where it leads to none.</summary>
    public static (ResourceType Type, string Namespace)? Find(ReadOnlySpan<string> segments)
    {
        (string group, string version, string @namespace, string plural) = segments switch
        {
            [var one, var two, var resource] => (one, two, "", resource),
            [var one, var two, "namespaces", var home, var resource] => (one, two, home, resource),
            _ => default,
        };
        return group is not null && All.FirstOrDefault(type => type.Group == group && type.Version == version && type.Plural == plural) is { } found
            && found.Namespaced == (@namespace.Length > 0)
                ? (found, @namespace)
                : null;
    }

    private static ResourceType Review(string group, string kind, string plural) => new(group, "v1", kind, plural, Namespaced: false) { HasStatus = false };
}
