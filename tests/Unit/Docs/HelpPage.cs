using System.Text.RegularExpressions;

namespace OcmPowerShell.Tests.Docs;

/// <summary>A cmdlet's page in docs/cmdlets, as its headings divide it.</summary>
internal sealed partial class HelpPage
{
    private readonly string _text;

    private HelpPage(string name, string text) => (Name, _text) = (name, text);

    /// <summary>The folder of the pages.</summary>
    public static string Folder { get; } = Path.Combine(PackagedModule.Root, "docs", "cmdlets");

    /// <summary>The names of all pages, which are those of their cmdlets.</summary>
    public static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Folder, "*.md").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal);

    public string Name { get; }

    public string Synopsis => Section("SYNOPSIS");

    public string Description => Section("DESCRIPTION");

    public IReadOnlyList<string> Examples => [.. Heading3().Split(Section("EXAMPLES")).Skip(1)];

    /// <summary>Each parameter's text, by its name; without the block of facts that follows it.</summary>
    public IReadOnlyDictionary<string, string> Parameters => Blocks().ToDictionary(block => block.Name, block => block.Text.Split("```yaml")[0].Trim());

    /// <summary>Each parameter's aliases, by its name.</summary>
    public IReadOnlyDictionary<string, string[]> Aliases => Blocks().ToDictionary(
        block => block.Name,
        block => AliasList().Match(block.Text).Groups[1].Captures.Select(capture => capture.Value).ToArray());

    /// <summary>Whether somebody still has to fill something in.</summary>
    public bool HasPlaceholder => _text.Contains("{{ ", StringComparison.Ordinal) || _text.Contains("{{Insert", StringComparison.Ordinal);

    public static HelpPage Read(string name) => new(name, File.ReadAllText(Path.Combine(Folder, name + ".md")).ReplaceLineEndings("\n"));

    private IEnumerable<(string Name, string Text)> Blocks() =>
        from block in Heading3().Split(Section("PARAMETERS")).Skip(1)
        where block.StartsWith('-')
        let end = block.IndexOf('\n', StringComparison.Ordinal)
        select (block[1..end], block[end..]);

    private string Section(string heading) =>
        Regex.Match(_text, $@"^## {heading}\n(.*?)(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline).Groups[1].Value.Trim();

    [GeneratedRegex("^### ", RegexOptions.Multiline)]
    private static partial Regex Heading3();

    [GeneratedRegex(@"^Aliases:\n(?:- (\S+)\n)*", RegexOptions.Multiline)]
    private static partial Regex AliasList();
}
