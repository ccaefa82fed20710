namespace OcmPowerShell.Sandbox.Server;

/// <summary>Thrown by a handler to drop the connection as it is: the client sees a reset, not the end of an answer.</summary>
internal sealed class ConnectionResetException() : Exception("The connection is to be reset.");
