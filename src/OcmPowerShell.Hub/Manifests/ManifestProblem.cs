namespace OcmPowerShell.Hub.Manifests;

/// <summary>One thing that is wrong with what was to become manifests.</summary>
/// <param name="ErrorId">What kind of problem, for example <c>MissingName</c>.</param>
/// <param name="Source">Where it is.</param>
/// <param name="Message">What is wrong and what to do about it, without the place.</param>
public sealed record ManifestProblem(string ErrorId, ManifestSource Source, string Message)
{
    /// <summary>The place and the message on one line.</summary>
    public override string ToString() => $"{Source}: {Message}";
}
