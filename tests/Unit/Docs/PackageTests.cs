using System.Diagnostics;
using System.Reflection;
using System.Xml.Linq;
using Xunit;

namespace OcmPowerShell.Tests.Docs;

/// <summary>What people import is what it should be.</summary>
public sealed class PackageTests
{
    private static readonly string[] OurAssemblies =
        ["OcmPowerShell.dll", "OcmPowerShell.Hub.dll", "OcmPowerShell.Sandbox.dll", "yaml/OcmPowerShell.Yaml.dll"];

    public static TheoryData<string> Assemblies => new(OurAssemblies);

    [Fact]
    public void The_package_holds_just_the_files_that_belong_there()
    {
        string[] expected =
        [
            .. OurAssemblies,
            "yaml/YamlDotNet.dll",
            "OcmPowerShell.psd1",
            "OcmPowerShell.Format.ps1xml",
            "OcmPowerShell.Types.ps1xml",
            "en-US/OcmPowerShell.dll-Help.xml",
            "en-US/about_OcmPowerShell.help.txt",
            "en-US/about_OcmPowerShell_Authentication.help.txt",
            "en-US/about_OcmPowerShell_Placements.help.txt",
            "LICENSE",
            "THIRD-PARTY-NOTICES.md",
        ];
        IEnumerable<string> found = Directory.EnumerateFiles(PackagedModule.Folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(PackagedModule.Folder, file).Replace('\\', '/'));
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("OcmPowerShell.psd1")]
    [InlineData("LICENSE")]
    [InlineData("THIRD-PARTY-NOTICES.md")]
    [InlineData("en-US/OcmPowerShell.dll-Help.xml")]
    [InlineData("en-US/about_OcmPowerShell.help.txt")]
    [InlineData("en-US/about_OcmPowerShell_Authentication.help.txt")]
    [InlineData("en-US/about_OcmPowerShell_Placements.help.txt")]
    public void A_packaged_file_is_the_one_in_the_repository(string file) =>
        Assert.Equal(File.ReadAllText(Path.Combine(PackagedModule.Root, file)), File.ReadAllText(Path.Combine(PackagedModule.Folder, file)));

    // Two versions of the module in one process then fail clearly instead of running the old code.
    [Theory]
    [MemberData(nameof(Assemblies))]
    public void An_assembly_has_the_modules_version(string file)
    {
        string path = Path.Combine(PackagedModule.Folder, file);
        Assert.Equal(Version.Parse(PackagedModule.Version + ".0"), AssemblyName.GetAssemblyName(path).Version);
        Assert.StartsWith(PackagedModule.Version, FileVersionInfo.GetVersionInfo(path).ProductVersion, StringComparison.Ordinal);
    }

    [Fact]
    public void The_notices_name_the_version_of_YamlDotNet_that_is_shipped()
    {
        string version = XDocument.Load(Path.Combine(PackagedModule.Root, "Directory.Packages.props"))
            .Descendants("PackageVersion").Single(package => package.Attribute("Include")!.Value == "YamlDotNet").Attribute("Version")!.Value;
        Assert.Contains($"## YamlDotNet {version}\n", File.ReadAllText(Path.Combine(PackagedModule.Folder, "THIRD-PARTY-NOTICES.md")).ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }
}
