namespace OcmPowerShell.Sandbox.Api.Verbs;

/// <summary>What becomes of fields that the schema does not know, which are never stored.</summary>
internal enum FieldValidation
{
    /// <summary>The client is warned.</summary>
    Warn,

    /// <summary>Nobody is told.</summary>
    Ignore,

    /// <summary>The request is refused.</summary>
    Strict,
}
