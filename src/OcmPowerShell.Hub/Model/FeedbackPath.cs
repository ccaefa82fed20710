namespace OcmPowerShell.Hub.Model;

/// <summary>A value that the agent reports: an entry of <c>feedbackRules[].jsonPaths</c>.</summary>
public sealed class FeedbackPath
{
    /// <summary><c>name</c>: what the value is called in <c>Feedback</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary><c>path</c>: where it is in the object, as in <c>.status.phase</c>.</summary>
    public string Path { get; set; } = "";

    /// <summary><c>version</c>: the API version that the path is for; empty for the newest.</summary>
    public string Version { get; set; } = "";

    /// <inheritdoc/>
    public override string ToString() => $"{Name}={Path}";
}
