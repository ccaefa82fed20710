using System.Collections.Concurrent;
using OcmPowerShell.Sandbox;

namespace OcmPowerShell.Commands;

/// <summary>The sandboxes that live in this process, one a name. Each ends with Stop-OcmSandbox, Remove-Module or the process.</summary>
internal static class SandboxRegistry
{
    private static readonly ConcurrentDictionary<string, SandboxHub> Running = new(StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<SandboxHub> All => Running.Values.OrderBy(sandbox => sandbox.Name, StringComparer.Ordinal);

    public static bool Contains(string name) => Running.ContainsKey(name);

    /// <summary>Adds a sandbox; false when the name is taken.</summary>
    public static bool TryAdd(SandboxHub sandbox) => Running.TryAdd(sandbox.Name, sandbox);

    /// <summary>Stops a sandbox and forgets it.</summary>
    public static void Stop(SandboxHub sandbox)
    {
        Running.TryRemove(KeyValuePair.Create(sandbox.Name, sandbox));
        sandbox.Dispose();
    }

    /// <summary>Stops all of them.</summary>
    public static void StopAll()
    {
        foreach (SandboxHub sandbox in All)
        {
            Stop(sandbox);
        }
    }
}
