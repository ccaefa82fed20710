using Xunit;

namespace OcmPowerShell.Tests.Docs;

/// <summary>What the manifest promises is what the assembly has.</summary>
public sealed class ManifestTests
{
    [Fact]
    public void Every_cmdlet_class_is_exported_and_nothing_else_is() =>
        Assert.Equal(CmdletClass.All.Select(cmdlet => cmdlet.Name), PackagedModule.Values("CmdletsToExport")!.Order(StringComparer.Ordinal));

    [Fact]
    public void Every_cmdlet_class_is_sealed_and_named_for_its_cmdlet() =>
        Assert.All(CmdletClass.All, cmdlet =>
        {
            Assert.True(cmdlet.IsSealed, $"{cmdlet.ClassName} can be derived from");
            Assert.Equal($"{cmdlet.Verb}{cmdlet.Noun}Command", cmdlet.ClassName);
        });

    // A missing list means "everything", and makes PowerShell look into the module to find out what that is.
    [Theory]
    [InlineData("FunctionsToExport")]
    [InlineData("AliasesToExport")]
    [InlineData("VariablesToExport")]
    public void What_is_not_exported_is_listed_as_empty(string key)
    {
        Assert.NotNull(PackagedModule.Values(key));
        Assert.Empty(PackagedModule.Values(key)!);
    }

    [Theory]
    [InlineData("ModuleVersion")]
    [InlineData("GUID")]
    [InlineData("Author")]
    [InlineData("CompanyName")]
    [InlineData("Copyright")]
    [InlineData("Description")]
    [InlineData("PowerShellVersion")]
    [InlineData("LicenseUri")]
    [InlineData("ProjectUri")]
    [InlineData("ReleaseNotes")]
    public void The_manifest_tells_what_the_Gallery_shows(string key) => Assert.NotEmpty(PackagedModule.Value(key));

    [Fact]
    public void The_tags_name_the_platforms_and_the_edition()
    {
        Assert.Equal("Core", Assert.Single(PackagedModule.Values("CompatiblePSEditions")!));
        string[] tags = PackagedModule.Values("Tags")!;
        Assert.All(["PSEdition_Core", "Windows", "Linux", "MacOS", "Kubernetes"], tag => Assert.Contains(tag, tags));
        Assert.All(tags, tag => Assert.DoesNotContain(' ', tag));
    }
}
