namespace OcmPowerShell.Hub.Cel;

/// <summary>A CEL expression that came to no value, in cel-go's words.</summary>
internal sealed class CelEvaluationException(string message) : Exception(message);
