namespace OcmPowerShell.Hub.Rest;

/// <summary>What the API said when it refused: Kubernetes' <c>Status</c> object.</summary>
/// <param name="Code">HTTP status code.</param>
/// <param name="Reason"><c>reason</c>, as in <c>NotFound</c>; made from the code where the server sent none.</param>
/// <param name="Message"><c>message</c>, at most 2 KiB of what the server sent, with the causes that it does not name.</param>
/// <param name="Group"><c>details.group</c>; empty when absent.</param>
/// <param name="Kind"><c>details.kind</c>, in fact the plural resource name in most answers; empty when absent.</param>
/// <param name="Name"><c>details.name</c>; empty when absent.</param>
/// <param name="RetryAfterSeconds">The <c>Retry-After</c> header or <c>details.retryAfterSeconds</c>; null when absent.</param>
public sealed record ApiStatus(
    int Code, string Reason, string Message, string Group, string Kind, string Name, int? RetryAfterSeconds)
{
    /// <summary><c>details.causes</c>, the first hundred.</summary>
    public IReadOnlyList<ApiStatusCause> Causes { get; init; } = [];

    /// <summary><c>metadata.continue</c>: where a list whose version is forgotten can go on with the newest; empty when absent.</summary>
    internal string Continue { get; init; } = "";

    /// <summary>Whether the server has not come as far yet as the version that it was asked for: it will, or it never does.</summary>
    internal bool IsTooLargeVersion =>
        Causes.Any(cause => cause.Reason == "ResourceVersionTooLarge") || Message.Contains("Too large resource version", StringComparison.OrdinalIgnoreCase);
}
