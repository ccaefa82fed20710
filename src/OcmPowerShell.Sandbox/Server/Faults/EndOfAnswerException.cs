namespace OcmPowerShell.Sandbox.Server.Faults;

/// <summary>Stops a handler whose answer is to end before its time.</summary>
internal sealed class EndOfAnswerException() : Exception("The answer ends here.");
