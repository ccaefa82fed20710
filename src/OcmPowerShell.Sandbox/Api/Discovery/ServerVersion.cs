using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Api.Discovery;

/// <summary>Which Kubernetes the sandbox behaves like, and that it is none.</summary>
internal static class ServerVersion
{
    /// <summary><c>/version</c>.</summary>
    public static JsonObject ToJson() => new()
    {
        ["major"] = "1",
        ["minor"] = "33",
        ["emulationMajor"] = "1",
        ["emulationMinor"] = "33",
        ["minCompatibilityMajor"] = "1",
        ["minCompatibilityMinor"] = "32",
        ["gitVersion"] = "v1.33.0+sandbox",
        ["gitCommit"] = string.Empty,
        ["gitTreeState"] = "clean",
        ["buildDate"] = "2026-01-01T00:00:00Z",
        ["goVersion"] = "none",
        ["compiler"] = "dotnet",
        ["platform"] = "any",
    };
}
