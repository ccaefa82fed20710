namespace OcmPowerShell.Hub.Rest;

/// <summary>
/// Whom to tell what happens to the requests of one command. It flows with async calls, so that a connection can be shared
/// by commands that run at the same time. Told on any thread.
/// </summary>
internal sealed class RequestScope
{
    private static readonly AsyncLocal<RequestScope?> Flowing = new();

    /// <summary>The scope of the running async flow; null outside a command.</summary>
    public static RequestScope? Current
    {
        get => Flowing.Value;
        set => Flowing.Value = value;
    }

    /// <summary>Told before a request waits to be sent again.</summary>
    public Action<RetryNotice>? Waiting { get; init; }

    /// <summary>Told of every answer.</summary>
    public Action<RequestTrace>? Answered { get; init; }
}
