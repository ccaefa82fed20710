using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Tests.Hub.Works;
using Xunit;

namespace OcmPowerShell.Tests.Manifests;

/// <summary>Manifests that others wrote, kept outside of this repository: what is delivered, exported and read again is the same.</summary>
public sealed class PublicManifestTests
{
    private const string Variable = "OCM_MANIFEST_SAMPLES";
    private const string None = "";

    public static TheoryData<string> Files
    {
        get
        {
            string? folder = Environment.GetEnvironmentVariable(Variable);
            string[] files = Directory.Exists(folder)
                ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) is ".yaml" or ".yml" or ".json").Order().ToArray()
                : [];
            return new TheoryData<string>(files.Length > 0 ? files : [None]);
        }
    }

    [Theory]
    [MemberData(nameof(Files), DisableDiscoveryEnumeration = true)]
    public void A_work_of_it_exported_and_read_again_is_the_same(string file)
    {
        Assert.SkipWhen(file == None, $"{Variable} names no folder with manifests");
        ManifestSet set;
        try
        {
            var reader = new ManifestReader { SizeLimit = long.MaxValue };
            reader.AddPath(file);
            set = reader.ToManifestSet();
        }
        catch (ManifestException refusal)
        {
            // Values, templates and patches are no manifests; what is said of them names the file.
            Assert.All(refusal.Problems, problem => Assert.Equal(file, problem.Source.Name));
            Assert.Skip($"no manifests: {refusal.Problems[0].ErrorId}");
            return;
        }

        using var folder = new ScratchFolder();
        Assert.Equal(set.Hash, WorkExportTests.Again(folder, WorkExportTests.Document(set), asWork: true).Hash);
        using var plain = new ScratchFolder();
        Assert.Equal(set.Hash, WorkExportTests.Again(plain, WorkExportTests.Document(set), asWork: false).Hash);
    }
}
