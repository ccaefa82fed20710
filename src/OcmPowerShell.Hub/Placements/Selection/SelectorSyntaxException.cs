namespace OcmPowerShell.Hub.Placements.Selection;

/// <summary>A selector that cannot be; the message is Kubernetes' own.</summary>
/// <param name="message">What is wrong.</param>
internal sealed class SelectorSyntaxException(string message) : Exception(message);
