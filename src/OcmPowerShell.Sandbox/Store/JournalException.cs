namespace OcmPowerShell.Sandbox.Store;

/// <summary>A state file cannot be used: it is another's, damaged or in use. The message says which, and where.</summary>
internal sealed class JournalException(string message, Exception? inner = null) : IOException(message, inner);
