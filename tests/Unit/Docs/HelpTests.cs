using System.Xml.Linq;
using Xunit;

namespace OcmPowerShell.Tests.Docs;

/// <summary>Every cmdlet is described in full, and Get-Help shows what the pages say.</summary>
public sealed class HelpTests
{
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    private static readonly Lazy<Dictionary<string, XElement>> LazyHelp = new(ReadHelpFile);

    public static TheoryData<string> Cmdlets => new(CmdletClass.All.Select(cmdlet => cmdlet.Name));

    [Fact]
    public void Every_cmdlet_has_a_page_and_every_page_a_cmdlet() =>
        Assert.Equal(CmdletClass.All.Select(cmdlet => cmdlet.Name), HelpPage.Names);

    [Fact]
    public void The_help_file_describes_every_cmdlet_and_nothing_else() =>
        Assert.Equal(CmdletClass.All.Select(cmdlet => cmdlet.Name), LazyHelp.Value.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_page_describes_every_parameter_of_its_cmdlet_and_no_other(string cmdlet)
    {
        HelpPage page = HelpPage.Read(cmdlet);
        IReadOnlyList<CmdletParameter> parameters = Find(cmdlet).Parameters;
        Assert.Equal(parameters.Select(parameter => parameter.Name).Order(StringComparer.Ordinal), page.Parameters.Keys.Order(StringComparer.Ordinal));
        Assert.All(page.Parameters, parameter => Assert.True(parameter.Value.Length > 20, $"-{parameter.Key} is not described"));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_page_names_the_aliases_of_each_parameter(string cmdlet)
    {
        HelpPage page = HelpPage.Read(cmdlet);
        Assert.All(
            Find(cmdlet).Parameters.Where(parameter => parameter.Aliases.Count > 0),
            parameter => Assert.Equal(parameter.Aliases.Order(StringComparer.Ordinal), page.Aliases[parameter.Name].Order(StringComparer.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_page_has_a_synopsis_a_description_and_two_examples_or_more(string cmdlet)
    {
        HelpPage page = HelpPage.Read(cmdlet);
        Assert.NotEmpty(page.Synopsis);
        Assert.DoesNotContain('\n', page.Synopsis);
        Assert.True(page.Description.Length > 200, "The description is hardly one.");
        Assert.True(page.Examples.Count >= 2, "There are fewer than two examples.");
        Assert.All(page.Examples, example => Assert.Contains("```powershell", example, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void A_page_has_nothing_left_to_fill_in(string cmdlet) => Assert.False(HelpPage.Read(cmdlet).HasPlaceholder);

    // PlatyPS makes the help file and is not everywhere, so that a page was changed without it is found here.
    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void The_help_file_says_what_the_page_says(string cmdlet)
    {
        HelpPage page = HelpPage.Read(cmdlet);
        XElement help = LazyHelp.Value[cmdlet];
        Assert.Equal(page.Synopsis, Text(help.Element(Command + "details")!.Element(Maml + "description")));
        Assert.Equal(page.Description, Text(help.Element(Maml + "description")));

        Dictionary<string, string> parameters = help.Element(Command + "parameters")!.Elements(Command + "parameter")
            .ToDictionary(parameter => parameter.Element(Maml + "name")!.Value, parameter => Text(parameter.Element(Maml + "description")));
        Assert.Equal(page.Parameters.OrderBy(parameter => parameter.Key, StringComparer.Ordinal), parameters.OrderBy(parameter => parameter.Key, StringComparer.Ordinal));

        string[] examples = [.. help.Element(Command + "examples")!.Elements(Command + "example").Select(example => Code(example.Element(Dev + "code")))];
        Assert.Equal(page.Examples.Select(example => example.Split("```powershell\n")[1].Split("\n```")[0]), examples);
    }

    [Fact]
    public void The_readme_of_the_docs_names_every_cmdlet()
    {
        string readme = File.ReadAllText(Path.Combine(PackagedModule.Root, "docs", "README.md"));
        Assert.All(CmdletClass.All, cmdlet => Assert.Contains($"(cmdlets/{cmdlet.Name}.md)", readme, StringComparison.Ordinal));
    }

    private static CmdletClass Find(string name) => CmdletClass.All.Single(cmdlet => cmdlet.Name == name);

    private static string Text(XElement? element) =>
        string.Join("\n\n", (element?.Elements(Maml + "para") ?? []).Select(paragraph => paragraph.Value)).ReplaceLineEndings("\n").Trim();

    private static string Code(XElement? element) => (element?.Value ?? "").ReplaceLineEndings("\n").Trim();

    private static Dictionary<string, XElement> ReadHelpFile() =>
        XDocument.Load(Path.Combine(PackagedModule.Folder, "en-US", "OcmPowerShell.dll-Help.xml"), LoadOptions.PreserveWhitespace).Root!
            .Elements(Command + "command")
            .ToDictionary(command => command.Element(Command + "details")!.Element(Command + "name")!.Value);
}
