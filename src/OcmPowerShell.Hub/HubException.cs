namespace OcmPowerShell.Hub;

/// <summary>
/// A failure that a person can do something about. The message says what is wrong, where, and what to do next;
/// no secret is ever part of it.
/// </summary>
public class HubException : Exception
{
    /// <summary>Describes the failure.</summary>
    /// <param name="errorId">A stable PascalCase word for scripts, as in <c>ContextNotFound</c>.</param>
    /// <param name="message">What, where and what next.</param>
    /// <param name="innerException">The cause, if any.</param>
    public HubException(string errorId, string message, Exception? innerException = null)
        : base(message, innerException) => ErrorId = errorId;

    /// <summary>A stable PascalCase word for scripts; for an answer of the API it is the API's own reason.</summary>
    public string ErrorId { get; }

    /// <summary>What to do next, where the message does not say it; null where there is nothing to add.</summary>
    public string? Advice { get; init; }

    /// <summary>The same failure, told after several tries.</summary>
    internal virtual HubException After(int tries) => new(ErrorId, $"{Message} Tried {tries} times.", InnerException) { Advice = Advice };
}
