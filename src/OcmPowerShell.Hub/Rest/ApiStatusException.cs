namespace OcmPowerShell.Hub.Rest;

/// <summary>The hub's API answered, and the answer was no. <see cref="HubException.ErrorId"/> is the API's reason.</summary>
public sealed class ApiStatusException : HubException
{
    /// <summary>Wraps a refusal.</summary>
    /// <param name="status">What the API said.</param>
    /// <param name="request">The request in words, as in <c>GET /apis/…</c>.</param>
    /// <param name="hub">The hub's identity.</param>
    /// <param name="attributes">What the request needs to be allowed; null when it is not known.</param>
    public ApiStatusException(ApiStatus status, string request, string hub, ResourceAttributes? attributes = null)
        : base(status.Reason, $"{status.Message}{Asked(status, attributes)} ({request} on {hub} answered {status.Code})") =>
        (Status, Hub, Attributes) = (status, hub, attributes);

    private ApiStatusException(ApiStatusException before, int tries)
        : base(before.ErrorId, $"{before.Message} Tried {tries} times.") => (Status, Hub, Attributes) = (before.Status, before.Hub, before.Attributes);

    /// <summary>What the API said.</summary>
    public ApiStatus Status { get; }

    /// <summary>The hub that said it.</summary>
    public string Hub { get; }

    /// <summary>What was asked for, in the terms of roles: of a <c>Forbidden</c>, the right that is missing. Null when it is not known.</summary>
    public ResourceAttributes? Attributes { get; }

    /// <inheritdoc/>
    internal override HubException After(int tries) => new ApiStatusException(this, tries);

    // An API server names the verb and the resource itself; what stands before it, often not.
    private static string Asked(ApiStatus status, ResourceAttributes? attributes)
    {
        if (status.Code != 403 || attributes is null)
        {
            return "";
        }

        bool isNamed = status.Message.Contains(attributes.Verb, StringComparison.OrdinalIgnoreCase)
            && status.Message.Contains(attributes.Resource.Length > 0 ? attributes.Resource : attributes.NonResourceUrl, StringComparison.OrdinalIgnoreCase);
        return isNamed ? "" : $"{(status.Message.EndsWith('.') ? "" : ".")} What was asked for: {attributes}.";
    }
}
