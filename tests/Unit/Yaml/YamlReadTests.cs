using System.Text;
using OcmPowerShell.Hub.Yaml;
using Xunit;

namespace OcmPowerShell.Tests.Yaml;

public sealed class YamlReadTests
{
    [Theory]
    [InlineData("a: [1\nb: 2\n", 2)]
    [InlineData("a:\n  - {b: 1\nc: 2\n", 3)]
    public void A_bracket_that_is_not_closed_is_told_with_its_line(string yaml, int line)
    {
        YamlSyntaxException fault = Assert.Throws<YamlSyntaxException>(() => YamlText.Read(yaml));
        Assert.InRange(fault.Line, line - 1, line + 1);
    }

    [Theory]
    [InlineData("|\n  a\n   b\n\n  c\n", "a\n b\n\nc\n")]
    [InlineData("|-\n  a\n\n", "a")]
    [InlineData("|+\n  a\n\n", "a\n\n")]
    [InlineData(">\n  a\n  b\n\n  c\n", "a b\nc\n")]
    [InlineData(">-\n  a\n  b\n   d\n", "a b\n d")]
    [InlineData("|2\n   a\n  b\n", " a\nb\n")]
    [InlineData("|\n    \n    a\n", "\na\n")]
    [InlineData("|-\n    \n      \n    a\n", "\n\na")]
    [InlineData("|\r\n    \r\n    a\r\n", "\na\n")]
    [InlineData("|+\n    \n", "\n")]
    [InlineData(">\n    \n    a\n", "\na\n")]
    [InlineData("'a\n  b'\n", "a b")]
    [InlineData("a\n  b\n", "a b")]
    [InlineData("\"a\\\n   b\"\n", "ab")]
    [InlineData("\"\\x41\\u00e9\\U0001F600\\e\\N\\_\\L\\P\\0\\t\"\n", "Aé😀\u001b\u0085\u00a0\u2028\u2029\0\t")]
    [InlineData("it's # a comment\n", "it's")]
    [InlineData("a#b\n", "a#b")]
    [InlineData("http://x:80/y\n", "http://x:80/y")]
    public void Text_is_folded_and_chomped_as_YAML_says(string yaml, string text) =>
        Assert.Equal(text, System.Text.Json.JsonDocument.Parse(Read("v: " + yaml)).RootElement.GetProperty("v").GetString());

    [Theory]
    [InlineData("{1: a, true: b}", "{\"1\":\"a\",\"true\":\"b\"}")]
    [InlineData("{yes: a}", "{\"true\":\"a\"}")]
    [InlineData("{0x10: a}", "{\"16\":\"a\"}")]
    [InlineData("{1.5: a, 1e3: b, 1e6: c, 0.00001: d}", "{\"1.5\":\"a\",\"1000\":\"b\",\"1e+06\":\"c\",\"1e-05\":\"d\"}")]
    [InlineData("{2001-01-01: a}", "{\"2001-01-01\":\"a\"}")]
    [InlineData("{!!str 1: a, ! 3: b, \"yes\": c}", "{\"1\":\"a\",\"3\":\"b\",\"yes\":\"c\"}")]
    [InlineData("{\"<<\": {a: 1}}", "{\"<<\":{\"a\":1}}")]
    public void A_key_becomes_the_text_that_Kubernetes_makes_of_it(string yaml, string json) => Assert.Equal(json, Read(yaml));

    [Theory]
    [InlineData("a: &a 1\nb: &a 2\nc: *a\n", "{\"a\":1,\"b\":2,\"c\":2}")]
    [InlineData("v: &x a\n*x : b\n", "{\"v\":\"a\",\"a\":\"b\"}")]
    [InlineData("a: &a {b: 1}\nw: {<<: *a, c: 2}\n", "{\"a\":{\"b\":1},\"w\":{\"b\":1,\"c\":2}}")]
    [InlineData("a: &a {b: 1}\nw: {<<: [*a, {b: 3, d: 4}], b: 5}\n", "{\"a\":{\"b\":1},\"w\":{\"b\":5,\"d\":4}}")]
    [InlineData("{<<: [{b: 1}, {b: 3, d: 4}]}", "{\"b\":1,\"d\":4}")]
    [InlineData("{a: 5, <<: {a: 1}}", "{\"a\":1}")]
    [InlineData("{<<: {a: 1}, <<: {b: 2}}", "{\"a\":1,\"b\":2}")]
    public void Aliases_and_merge_keys_are_followed_in_the_order_of_the_text(string yaml, string json) => Assert.Equal(json, Read(yaml));

    [Theory]
    [InlineData("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n", 5, 3, "The key \"c\" occurs twice in one mapping; it is also on line 3.")]
    [InlineData("{1: a, \"1\": b}", 1, 8, "The key \"1\" occurs twice")]
    [InlineData("{a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8, i: 9, j: 10, b: 2}", 1, 63, "The key \"b\" occurs twice")]
    [InlineData("{~: a}", 1, 2, "A key is empty or null.")]
    [InlineData("{[a]: a}", 1, 2, "A key must be a single value")]
    [InlineData("{18446744073709551615: a}", 1, 2, "too large a number")]
    [InlineData("a: &a [*a]\n", 1, 8, "would contain itself")]
    [InlineData("a: 1\nb: *c\n", 2, 4, "The alias *c has no anchor &c before it")]
    [InlineData("a: &a 1\n---\nb: *a\n", 3, 4, "has no anchor &a before it in this document")]
    [InlineData("{<<: 3}", 1, 2, "A merge key (<<) takes a mapping")]
    [InlineData("{<<: [3]}", 1, 2, "A merge key (<<) takes a mapping")]
    [InlineData("a: b: c\n", 1, 5, "")]
    [InlineData("a:\n\t- b\n", 2, 1, "tab")]
    [InlineData("a: [1,\n", 2, 1, "")]
    [InlineData("a: \"\\q\"\n", 1, 5, "unknown escape character")]
    [InlineData("a: 1\nb: x\0y\n", 2, 5, "The character U+0000 is not allowed in YAML.")]
    [InlineData("a: \"\u007f\"\n", 1, 5, "The character U+007F is not allowed in YAML.")]
    public void A_fault_is_told_with_its_line_and_column(string yaml, int line, int column, string message)
    {
        YamlSyntaxException fault = Assert.Throws<YamlSyntaxException>(() => YamlText.Read(yaml));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (fault.Line, fault.Column));
    }

    [Fact]
    public void Half_a_character_is_refused()
    {
        YamlSyntaxException fault = Assert.Throws<YamlSyntaxException>(() => YamlText.Read("a: " + (char)0xD800 + "b\n"));
        Assert.Contains("U+D800", fault.Message, StringComparison.Ordinal);
        Assert.Equal((1, 4), (fault.Line, fault.Column));
    }

    [Fact]
    public void Documents_are_told_apart_and_empty_ones_left_out()
    {
        const string Text = "# first\n---\n# nothing\n---\na: 1\n...\n---\nnull\n---\n\nb: 2\n--- {c: 3}\n---\n";
        IReadOnlyList<YamlDocument> documents = YamlText.Read(Text);
        Assert.Equal(["{\"a\":1}", "{\"b\":2}", "{\"c\":3}"], documents.Select(document => Encoding.UTF8.GetString(document.Json.Span)));
        Assert.Equal([5, 11, 12], documents.Select(document => document.Line));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("# only a comment")]
    [InlineData("---\n---\n")]
    [InlineData("~")]
    public void An_empty_text_has_no_document(string text) => Assert.Empty(YamlText.Read(text));

    [Theory]
    [InlineData("\uFEFFa: 1")]
    [InlineData("a: 1\r\n")]
    [InlineData("%YAML 1.1\n---\na: 1\n")]
    [InlineData("\uFEFF{\"a\":1}")]
    [InlineData("{a: 1}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("? a\n: 1\n")]
    public void Marks_line_ends_directives_and_flow_style_are_taken(string text) => Assert.Equal("{\"a\":1}", Read(text));

    [Fact]
    public void The_lines_of_a_lists_items_are_known()
    {
        YamlDocument document = Assert.Single(YamlText.Read("kind: List\nitems:\n- a: 1\n  b: 2\n- a: 2\n\n- {a: 3}\n"));
        Assert.Equal(1, document.Line);
        Assert.Equal([3, 5, 7], document.ItemLines);
    }

    [Fact]
    public void The_lines_of_a_works_manifests_are_known()
    {
        YamlDocument document = Assert.Single(YamlText.Read("kind: ManifestWork\nspec:\n  workload:\n    manifests:\n    - a: 1\n    - b: 2\n"));
        Assert.Equal([5, 6], document.ItemLines);
    }

    [Fact]
    public void Aliases_that_multiply_are_stopped()
    {
        var text = new StringBuilder("a0: &a0 [lol,lol,lol,lol,lol,lol,lol,lol,lol]\n");
        var merges = new StringBuilder("a0: &a0 {x: 1}\n");
        for (int i = 1; i < 40; i++)
        {
            text.AppendLine($"a{i}: &a{i} [*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1}]");
            merges.AppendLine($"a{i}: &a{i} {{<<: [*a{i - 1}, *a{i - 1}]}}");
        }

        Assert.Contains("aliases", Assert.Throws<YamlSyntaxException>(() => YamlText.Read(text.ToString())).Message, StringComparison.Ordinal);
        Assert.Contains("aliases", Assert.Throws<YamlSyntaxException>(() => YamlText.Read(merges.ToString())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_large_text_repeated_by_aliases_is_stopped()
    {
        string text = "a: &a " + new string('x', 1 << 20) + "\nb: [" + string.Join(',', Enumerable.Repeat("*a", 100)) + "]\n";
        Assert.Contains("64 MiB", Assert.Throws<YamlSyntaxException>(() => YamlText.Read(text)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[", "nested more than 100 deep")]
    [InlineData("- ", "nested more than 100 deep")]
    [InlineData("{\"a\":", "nested more than 100 deep")]
    [InlineData("? ", "nested more than 100 deep")]
    public void Deep_nesting_is_stopped(string piece, string message)
    {
        string text = string.Concat(Enumerable.Repeat(piece, 50_000));
        Assert.Contains(message, Assert.Throws<YamlSyntaxException>(() => YamlText.Read(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Aliases_cannot_nest_deeper_than_text()
    {
        var text = new StringBuilder("a0: &a0 [x]\n");
        var merges = new StringBuilder("a0: &a0 {x: 1}\n");
        for (int i = 1; i < 5_000; i++)
        {
            text.AppendLine($"a{i}: &a{i} [*a{i - 1}]");
            merges.AppendLine($"a{i}: &a{i} {{<<: *a{i - 1}}}");
        }

        Assert.Contains("nested more than 100 deep", Assert.Throws<YamlSyntaxException>(() => YamlText.Read(text.ToString())).Message, StringComparison.Ordinal);
        Assert.Contains("more than 100 times", Assert.Throws<YamlSyntaxException>(() => YamlText.Read(merges.ToString())).Message, StringComparison.Ordinal);
    }

    private static string Read(string text) => Encoding.UTF8.GetString(Assert.Single(YamlText.Read(text)).Json.Span);
}
