using OcmPowerShell.Hub.Yaml;
using OcmPowerShell.Tests.Sandbox.Api;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Model;

/// <summary>Objects that a real hub answered. They lie beside the repository, not in it.</summary>
internal static class Recorded
{
    /// <summary>One recorded object as JSON; skips the test where there is none.</summary>
    public static ReadOnlyMemory<byte> Read(string name)
    {
        string? file = SharedReference.Find("recorded", name);
        Assert.SkipWhen(file is null, $"The recorded object {name} is not on this machine (../shared/reference/recorded).");
        return YamlText.Read(File.ReadAllText(file!))[0].Json;
    }
}
