namespace OcmPowerShell.Sandbox.Api.Http;

/// <summary>What of an object a client wants to see.</summary>
internal enum AnswerShape
{
    /// <summary>The object.</summary>
    Whole,

    /// <summary>A row of a table that the server lays out.</summary>
    Table,

    /// <summary>Its metadata.</summary>
    Metadata,
}
