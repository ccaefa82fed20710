using System.Collections;
using System.Text.Json.Nodes;

namespace OcmPowerShell.PluginHelper;

/// <summary>What the plugin sees of how it was started.</summary>
internal static class Facts
{
    /// <summary>Where a client tells what it asks.</summary>
    public const string Variable = "KUBERNETES_EXEC_INFO";

    /// <summary>Arguments, environment and standard input, as JSON.</summary>
    public static string Json(string[] arguments)
    {
        // /proc tells which pipe or terminal it is, and leaves it unread.
        string input = File.Exists("/proc/self/fd/0") || OperatingSystem.IsLinux() ? new FileInfo("/proc/self/fd/0").LinkTarget ?? "" : "";
        return new JsonObject
        {
            ["id"] = Environment.ProcessId,
            ["arguments"] = new JsonArray([.. arguments.Select(argument => (JsonNode)argument)]),
            ["environment"] = new JsonObject(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .Select(entry => KeyValuePair.Create((string)entry.Key, (JsonNode?)(string?)entry.Value))),
            ["stdin"] = input,
            ["stdinEnded"] = input.StartsWith("pipe:", StringComparison.Ordinal) && Console.In.Read() < 0,
        }.ToJsonString();
    }
}
