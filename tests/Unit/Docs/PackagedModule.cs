using System.Text.RegularExpressions;

namespace OcmPowerShell.Tests.Docs;

/// <summary>The module as the build packages it, and the repository that it is made of.</summary>
internal static partial class PackagedModule
{
    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The manifest's text.</summary>
    public static string Manifest { get; } = File.ReadAllText(Path.Combine(Root, "OcmPowerShell.psd1"));

    public static string Version { get; } = Value("ModuleVersion");

    /// <summary>The packaged module's folder.</summary>
    public static string Folder { get; } = Path.Combine(Root, "out", "OcmPowerShell", Version);

    /// <summary>A single text of the manifest; empty when it is not there.</summary>
    public static string Value(string key) => Regex.Match(Manifest, $@"^\s*{key}\s*=\s*'([^']*)'", RegexOptions.Multiline).Groups[1].Value;

    /// <summary>A list of texts of the manifest; null when it is not there, or no list.</summary>
    public static string[]? Values(string key)
    {
        Match list = Regex.Match(Manifest, $@"^\s*{key}\s*=\s*@\(([^)]*)\)", RegexOptions.Multiline);
        return list.Success ? [.. Quoted().Matches(list.Groups[1].Value).Select(match => match.Groups[1].Value)] : null;
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "OcmPowerShell.psd1")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests are not inside the repository.");
    }

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();
}
