using System.Text;
using System.Text.Json;
using OcmPowerShell.Hub.Yaml;
using Xunit;

namespace OcmPowerShell.Tests.Yaml;

public sealed class YamlWriteTests
{
    [Fact]
    public void The_layout_is_kubectls_with_lists_flush_under_their_key() =>
        Assert.Equal(
            """
            apiVersion: apps/v1
            metadata:
              name: web
              labels: {}
            spec:
              containers:
              - name: web
                args:
                - "yes"
                - --flag=1
                env: []
              - name: side
              matrix:
              - - 1
                - - 2
              - - a: null
                  b: true
            last: 1.5

            """,
            Write("""{"apiVersion":"apps/v1","metadata":{"name":"web","labels":{}},"spec":{"containers":[{"name":"web","args":["yes","--flag=1"],"env":[]},{"name":"side"}],"matrix":[[1,[2]],[{"a":null,"b":true}]]},"last":1.5}"""));

    [Theory]
    [InlineData("nginx:1.25", "nginx:1.25")]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("100Mi", "100Mi")]
    [InlineData("a b", "a b")]
    [InlineData("?a", "?a")]
    [InlineData("-x", "-x")]
    [InlineData("é", "é")]
    [InlineData("😀", "😀")]
    [InlineData("yes", "\"yes\"")]
    [InlineData("y", "\"y\"")]
    [InlineData("0644", "\"0644\"")]
    [InlineData("1e3", "\"1e3\"")]
    [InlineData("1e400", "\"1e400\"")]
    [InlineData("1:30", "\"1:30\"")]
    [InlineData("null", "\"null\"")]
    [InlineData("~", "\"~\"")]
    [InlineData("", "\"\"")]
    [InlineData("=", "\"=\"")]
    [InlineData("<<", "\"<<\"")]
    [InlineData("2001-01-01", "\"2001-01-01\"")]
    [InlineData("2001-12-14T21:59:43Z", "\"2001-12-14T21:59:43Z\"")]
    [InlineData(" x", "' x'")]
    [InlineData("x ", "'x '")]
    [InlineData("a: b", "'a: b'")]
    [InlineData("a:", "'a:'")]
    [InlineData("#", "'#'")]
    [InlineData("a #b", "'a #b'")]
    [InlineData("- x", "'- x'")]
    [InlineData("-", "'-'")]
    [InlineData("---", "'---'")]
    [InlineData("...", "'...'")]
    [InlineData("it's", "it's")]
    [InlineData("'x'", "'''x'''")]
    [InlineData("*a", "'*a'")]
    [InlineData("a\tb", "\"a\\tb\"")]
    [InlineData("a\u0007\"\\", "\"a\\x07\\\"\\\\\"")]
    [InlineData("a\u2028b", "\"a\\u2028b\"")]
    [InlineData("a\r\nb", "\"a\\r\\nb\"")]
    [InlineData("a \nb", "\"a \\nb\"")]
    [InlineData("\n", "\"\\n\"")]
    public void A_text_is_quoted_where_it_would_read_as_something_else(string text, string yaml)
    {
        Assert.Equal($"v: {yaml}\n", Write(JsonSerializer.Serialize(new Dictionary<string, string> { ["v"] = text })));
        Assert.Equal($"{yaml}: 1\n", Write(JsonSerializer.Serialize(new Dictionary<string, int> { [text] = 1 })));
    }

    [Theory]
    [InlineData("a\nb", "v: |-\n  a\n  b\n")]
    [InlineData("a\nb\n", "v: |\n  a\n  b\n")]
    [InlineData("a\n\nb\n", "v: |\n  a\n\n  b\n")]
    [InlineData("a\nb\n\n", "v: |+\n  a\n  b\n\n")]
    [InlineData(" a\nb", "v: |2-\n   a\n  b\n")]
    [InlineData("\na", "v: |2-\n\n  a\n")]
    [InlineData("#x\n- y", "v: |-\n  #x\n  - y\n")]
    public void Several_lines_are_a_block(string text, string yaml) =>
        Assert.Equal(yaml, Write(JsonSerializer.Serialize(new Dictionary<string, string> { ["v"] = text })));

    [Theory]
    [InlineData("{}", "{}\n")]
    [InlineData("[]", "[]\n")]
    [InlineData("[1]", "- 1\n")]
    [InlineData("\"a\\nb\"", "\"a\\nb\"\n")]
    [InlineData("null", "null\n")]
    public void Any_value_can_stand_alone(string json, string yaml) => Assert.Equal(yaml, Write(json));

    [Theory]
    [InlineData("k", 3000)]
    [InlineData("x *a", 1)]
    public void An_odd_key_reads_back(string key, int times)
    {
        string json = $$$"""{"a":{"{{{string.Concat(Enumerable.Repeat(key, times))}}}":{"x":[1,{"y":"z"}]},"b":1,"b {{{key}}}":2,"c":3}}""";
        YamlDocument document = Assert.Single(YamlText.Read(Write(json)));
        Assert.Equal(json, Encoding.UTF8.GetString(document.Json.Span));
    }

    private static string Write(string json) => YamlText.Write(Encoding.UTF8.GetBytes(json));
}
