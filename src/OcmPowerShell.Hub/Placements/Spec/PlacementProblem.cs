namespace OcmPowerShell.Hub.Placements.Spec;

/// <summary>One thing that is wrong with a placement before it is sent.</summary>
/// <param name="ErrorId">What kind of problem, for example <c>InvalidSelector</c>.</param>
/// <param name="Where">The parameter or the field, as in <c>spec.tolerations[0]</c>.</param>
/// <param name="Message">What is wrong and what to do about it.</param>
public sealed record PlacementProblem(string ErrorId, string Where, string Message)
{
    /// <summary>The place and the message on one line.</summary>
    public override string ToString() => $"{Where}: {Message}";
}
