using OcmPowerShell.Hub.Yaml;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Model;

/// <summary>Objects that a real hub answered. They lie beside the repository, not in it.</summary>
internal static class Recorded
{
    /// <summary>One recorded object as JSON; skips the test where there is none.</summary>
    public static ReadOnlyMemory<byte> Read(string name)
    {
        string? file = Ancestors(AppContext.BaseDirectory)
            .Select(folder => Path.Combine(folder, "shared", "reference", "recorded", name))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(file is null, $"The recorded object {name} is not on this machine (../shared/reference/recorded).");
        return YamlText.Read(File.ReadAllText(file!))[0].Json;
    }

    private static IEnumerable<string> Ancestors(string folder)
    {
        for (DirectoryInfo? current = new(folder); current is not null; current = current.Parent)
        {
            yield return current.FullName;
        }
    }
}
