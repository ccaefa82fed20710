namespace OcmPowerShell.Sandbox.ManagedClusters.Feedback;

/// <summary>A JSONPath that cannot be read, or that does not fit the object.</summary>
internal sealed class JsonPathException(string message) : Exception(message);
