using OcmPowerShell.Hub.Placements.Selection;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Placements;

public sealed class LabelSelectorTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("A.b_c-9", true)]
    [InlineData("example.com/a", true)]
    [InlineData("", false)]
    [InlineData("a/", false)]
    [InlineData("/a", false)]
    [InlineData("a/b/c", false)]
    [InlineData("Example.com/a", false)]
    [InlineData("-a", false)]
    [InlineData("a.", false)]
    [InlineData("é", false)]
    [InlineData("a\n", false)]
    public void Keys_are_Kubernetes_keys(string key, bool valid) => Assert.Equal(valid, LabelSyntax.ProblemOfKey(key) is null);

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void Names_and_values_have_up_to_63_characters(int length, bool valid)
    {
        string text = new('a', length);
        Assert.Equal(valid, LabelSyntax.ProblemOfKey($"x.io/{text}") is null);
        Assert.Equal(valid, LabelSyntax.ProblemOfValue(text) is null);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("a_b.c-d", true)]
    [InlineData("a/b", false)]
    [InlineData("a\n", false)]
    [InlineData("-", false)]
    public void Values_are_Kubernetes_values(string value, bool valid) => Assert.Equal(valid, LabelSyntax.ProblemOfValue(value) is null);

    [Fact]
    public void All_problems_of_a_requirement_are_told_at_once()
    {
        SelectorSyntaxException error = Assert.Throws<SelectorSyntaxException>(
            () => LabelSelector.Parse(Given.Json("""{"matchExpressions":[{"key":"","operator":"In","values":["-","ok"]}]}""")));

        Assert.StartsWith("[key: Invalid value: \"\": name part must be non-empty; name part must consist of", error.Message);
        Assert.Contains(", values[0][]: Invalid value: \"-\": a valid label must be", error.Message);
        Assert.EndsWith("]", error.Message);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"matchLabels":{},"matchExpressions":[]}""")]
    [InlineData("""{"matchLabels":[],"matchExpressions":7}""")]
    public void An_empty_selector_selects_everything(string selector) =>
        Assert.Empty(LabelSelector.Parse(System.Text.Json.Nodes.JsonNode.Parse(selector)).Requirements);
}
