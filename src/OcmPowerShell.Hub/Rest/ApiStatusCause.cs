namespace OcmPowerShell.Hub.Rest;

/// <summary>One of several reasons for a refusal: an entry of <c>details.causes</c>.</summary>
/// <param name="Reason">As in <c>FieldValueInvalid</c> or <c>FieldManagerConflict</c>.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Field">Which field; empty when it is not about one.</param>
public sealed record ApiStatusCause(string Reason, string Message, string Field)
{
    /// <summary>The field and what is wrong with it.</summary>
    public override string ToString() => Field.Length == 0 ? Message : $"{Field}: {Message}";
}
