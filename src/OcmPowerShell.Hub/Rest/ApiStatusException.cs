namespace OcmPowerShell.Hub.Rest;

/// <summary>The hub's API answered, and the answer was no. <see cref="HubException.ErrorId"/> is the API's reason.</summary>
public sealed class ApiStatusException : HubException
{
    /// <summary>Wraps a refusal.</summary>
    /// <param name="status">What the API said.</param>
    /// <param name="request">The request in words, as in <c>GET /apis/…</c>.</param>
    /// <param name="hub">The hub's identity.</param>
    public ApiStatusException(ApiStatus status, string request, string hub)
        : base(status.Reason, $"{status.Message} ({request} on {hub} answered {status.Code})")
    {
        Status = status;
        Hub = hub;
    }

    private ApiStatusException(ApiStatusException before, int tries)
        : base(before.ErrorId, $"{before.Message} Tried {tries} times.") => (Status, Hub) = (before.Status, before.Hub);

    /// <summary>What the API said.</summary>
    public ApiStatus Status { get; }

    /// <summary>The hub that said it.</summary>
    public string Hub { get; }

    /// <inheritdoc/>
    internal override HubException After(int tries) => new ApiStatusException(this, tries);
}
