using System.Text;
using OcmPowerShell.Hub.Yaml;
using Xunit;

namespace OcmPowerShell.Tests.Yaml;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("{\"a\":1}{\"b\":2}")]
    [InlineData("{\"a\":1}\n{\"b\":2}\n")]
    [InlineData("{\"a\":1}\n---\n{\"b\":2}\n")]
    [InlineData("\t{\n\t\t\"a\":\t1\n\t}\n\t{ \"b\": 2 }\n")]
    public void Objects_may_follow_each_other_and_be_indented_with_tabs(string text) =>
        Assert.Equal(["{\"a\":1}", "{\"b\":2}"], YamlText.Read(text).Select(document => Encoding.UTF8.GetString(document.Json.Span)));

    [Theory]
    [InlineData("{\"a\":1.50,\"b\":12345678901234567890123,\"c\":1E5,\"d\":-0}")]
    [InlineData("{\"a\":\"yes\",\"b\":\"0644\",\"c\":null,\"d\":[true,false,{}]}")]
    [InlineData("{\"a\":\"é漢\",\"b\":\"a/b<c>&'\"}")]
    public void Values_are_kept_as_they_are_written(string text) =>
        Assert.Equal(text, Encoding.UTF8.GetString(Assert.Single(YamlText.Read(text)).Json.Span));

    [Theory]
    [InlineData("{\"a\":1,\n\"b\":{\"c\":1,\n  \"c\":2}}", 3, 3, "The name \"c\" occurs twice in one object.")]
    [InlineData("{\"a\":1}\n{\"b\":1,\n \"c\":}", 3, 6, "This is not JSON: ")]
    [InlineData("{\"a\":1}  {\"b\"}", 1, 14, "This is not JSON: ")]
    [InlineData("{\"a\":1", 1, 7, "This is not JSON: ")]
    [InlineData("{\"a\":1e999}", 1, 6, "A number is too large.")]
    [InlineData("{\"a\":\"\\ud800\"}", 1, 6, "half of a surrogate pair")]
    public void A_fault_is_told_with_its_line_and_column(string text, int line, int column, string message)
    {
        YamlSyntaxException fault = Assert.Throws<YamlSyntaxException>(() => YamlText.Read(text));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (fault.Line, fault.Column));
    }

    [Fact]
    public void The_lines_of_documents_and_items_are_known()
    {
        IReadOnlyList<YamlDocument> documents = YamlText.Read("{\n \"items\": [\n  {\"items\":[1]},\n  {}\n ],\n \"x\":[1]\n}\n\n{\"spec\":{\"workload\":{\"manifests\":[{},\n{}]}}}");
        Assert.Equal([1, 9], documents.Select(document => document.Line));
        Assert.Equal([3, 4], documents[0].ItemLines);
        Assert.Equal([9, 10], documents[1].ItemLines);
    }
}
