namespace OcmPowerShell.Hub.Placements;

/// <summary>The placement asks for something that cannot be; nothing is selected.</summary>
/// <param name="plugin">The filter or prioritizer that says so; empty where it is none.</param>
/// <param name="message">What is wrong, in OCM's words.</param>
internal sealed class MisconfiguredException(string plugin, string message) : Exception(message)
{
    /// <summary>As the condition says it.</summary>
    public string Text => $"{plugin}:{Message}";
}
