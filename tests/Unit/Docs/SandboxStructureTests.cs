using System.Text.RegularExpressions;
using Xunit;

namespace OcmPowerShell.Tests.Docs;

/// <summary>Who may know whom in the sandbox: its parts can be read one by one only as long as that holds.</summary>
public sealed partial class SandboxStructureTests
{
    // Reading the decisions of placements and the field rolloutStrategy, which is no controller.
    private const string Shared = "Rollouts";

    private static readonly string Sandbox = Path.Combine(PackagedModule.Root, "src", "OcmPowerShell.Sandbox");

    [Fact]
    public void No_controller_knows_another_one()
    {
        string[] folders = Directory.GetDirectories(Path.Combine(Sandbox, "Controllers"));
        Assert.True(folders.Length >= 8, "the controllers have folders");
        Assert.Empty(
            from folder in folders
            from file in Sources(folder)
            from Match name in Namespaces().Matches(File.ReadAllText(file))
            where name.Groups[1].Value != Path.GetFileName(folder) && name.Groups[1].Value != Shared
            select $"{Path.GetRelativePath(Sandbox, file)} knows {name.Value}");
    }

    [Theory]
    [InlineData("Api")]
    [InlineData("Kinds")]
    [InlineData("Schema")]
    [InlineData("Server")]
    [InlineData("Store")]
    public void The_server_knows_neither_controllers_nor_agents(string part)
    {
        string[] files = Sources(Path.Combine(Sandbox, part));
        Assert.NotEmpty(files);
        Assert.DoesNotContain(files, file => Actors().IsMatch(File.ReadAllText(file)));
    }

    private static string[] Sources(string folder) => Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories);

    [GeneratedRegex(@"OcmPowerShell\.Sandbox\.Controllers\.(\w+)")]
    private static partial Regex Namespaces();

    [GeneratedRegex(@"OcmPowerShell\.Sandbox\.(Controllers|ManagedClusters)\b")]
    private static partial Regex Actors();
}
