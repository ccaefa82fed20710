using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Api;

/// <summary>A change as a watcher sees it.</summary>
/// <param name="Type">ADDED, MODIFIED or DELETED.</param>
/// <param name="Object">The object after the change; for DELETED the last state.</param>
internal sealed record ResourceEvent(string Type, JsonObject Object);
