using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using OcmPowerShell.Sandbox.ManagedClusters.Feedback;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Agents;

public sealed class JsonPathTests
{
    private static readonly JsonNode Sample = Manifest.Of(
        """
        {
          "metadata": { "labels": { "app.kubernetes.io/name": "x", "a": "1" } },
          "spec": { "replicas": 3, "ratio": 0.5, "paused": false, "nothing": null },
          "items": [10, 20, 30, 40],
          "empty": [],
          "status": {
            "conditions": [
              { "type": "Progressing", "status": "False", "count": 1 },
              { "type": "Ready", "status": "True", "count": 2 },
              { "type": "Ready ['odd'] > [x]", "status": "Odd", "count": 3 }
            ]
          }
        }
        """);

    [Theory]
    [InlineData(".spec.replicas", "3")]
    [InlineData("$.spec.replicas", "3")]
    [InlineData("@.spec.replicas", "3")]
    [InlineData("  .spec.replicas  ", "3")]
    [InlineData(".spec['replicas']", "3")]
    [InlineData(".spec[\"replicas\"]", "3")]
    [InlineData("['spec']['replicas']", "3")]
    [InlineData("['spec'].replicas", "3")]
    [InlineData(".['spec'].replicas", "3")]
    [InlineData(".spec['replicas','paused']", "3|false")]
    [InlineData(".spec.ratio", "0.5")]
    [InlineData(".spec.nothing", "null")]
    [InlineData(".spec.missing", "")]
    [InlineData(".missing.more[0]", "")]
    [InlineData(".spec.nothing[0]", "")]
    [InlineData(".spec.replicas.more", "")]
    [InlineData(".items.more", "")]
    [InlineData(@".metadata.labels.app\.kubernetes\.io/name", "\"x\"")]
    [InlineData(".metadata.labels['app.kubernetes.io/name']", "\"x\"")]
    [InlineData(".items[0]", "10")]
    [InlineData(".items[-1]", "40")]
    [InlineData(".items[ 1 ]", "20")]
    [InlineData(".items[1:3]", "20|30")]
    [InlineData(".items[:2]", "10|20")]
    [InlineData(".items[2:]", "30|40")]
    [InlineData(".items[-2:]", "30|40")]
    [InlineData(".items[::2]", "10|30")]
    [InlineData(".items[0,2]", "10|30")]
    [InlineData(".items[3:99]", "40")]
    [InlineData(".items[*]", "10|20|30|40")]
    [InlineData(".items.*", "10|20|30|40")]
    [InlineData(".empty[0]", "")]
    [InlineData(".empty[*]", "")]
    [InlineData(".metadata.labels.*", "\"x\"|\"1\"")]
    [InlineData(".status.conditions[?(@.type==\"Ready\")].status", "\"True\"")]
    [InlineData(".status.conditions[?(@.type=='Ready')].status", "\"True\"")]
    [InlineData(".status.conditions[?( @.type == 'Ready' )].status", "\"True\"")]
    [InlineData(".status.conditions[?(@['type']==\"Ready ['odd'] > [x]\")].status", "\"Odd\"")]
    [InlineData(".status.conditions[?(@.type!='Ready')].count", "1|3")]
    [InlineData(".status.conditions[?(@.count>1)].count", "2|3")]
    [InlineData(".status.conditions[?(@.count>=2)].count", "2|3")]
    [InlineData(".status.conditions[?(@.count<2)].count", "1")]
    [InlineData(".status.conditions[?(@.count<=1.5)].count", "1")]
    [InlineData(".status.conditions[?(@.count=='1')].count", "")]
    [InlineData(".status.conditions[?(@.missing=='x')].count", "")]
    [InlineData(".status.conditions[?(@.count)].count", "1|2|3")]
    [InlineData(".status.conditions[?(@.status==@.status)].count", "1|2|3")]
    [InlineData(".items[?(@>25)]", "30|40")]
    [InlineData("..count", "1|2|3")]
    [InlineData("..conditions[0].type", "\"Progressing\"")]
    [InlineData(".status..status", "\"False\"|\"True\"|\"Odd\"")]
    public void A_path_leads_where_kubectl_goes(string path, string expected) =>
        Assert.Equal(expected, string.Join('|', JsonPath.Parse(path).Find(Sample).Select(node => node?.ToJsonString() ?? "null")));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("$")]
    [InlineData("@")]
    public void The_object_itself_has_several_names(string path) =>
        Assert.Same(Sample, Assert.Single(JsonPath.Parse(path).Find(Sample)));

    [Theory]
    [InlineData("spec.replicas", "unrecognized identifier spec")]
    [InlineData("range .items", "unrecognized identifier range")]
    [InlineData(".spec}", "unrecognized character in action: U+007D '}'")]
    [InlineData("{.spec}", "unrecognized character in action: U+007B '{'")]
    [InlineData(".spec .x", "unrecognized character in action: U+0020 ' '")]
    [InlineData(".items[", "unterminated array")]
    [InlineData(".items['a]", "unterminated array")]
    [InlineData(".items[]", "invalid array index ")]
    [InlineData(".items[x]", "invalid array index x")]
    [InlineData(".items[1:2:3:4]", "invalid array index 1:2:3:4")]
    [InlineData(".items[::0]", "step must be > 0")]
    [InlineData(".items[99999999999]", "invalid array index 99999999999")]
    [InlineData(".items[?@.a]", "unterminated filter")]
    [InlineData(".items[?(x==1)]", "cannot read x in a filter")]
    [InlineData("...x", "invalid multiple recursive descent")]
    public void A_path_that_cannot_be_read_says_why(string path, string message) =>
        Assert.Equal(message, Assert.Throws<JsonPathException>(() => JsonPath.Parse(path)).Message);

    [Theory]
    [InlineData(".items[4]", "array index out of bounds: index 4, length 4")]
    [InlineData(".items[-5]", "array index out of bounds: index -5, length 4")]
    [InlineData(".spec.replicas[0]", "3 is not array or slice")]
    [InlineData(".spec.replicas[?(@.a)]", "3 is not array or slice and cannot be filtered")]
    public void A_step_that_does_not_fit_is_an_error(string path, string message) =>
        Assert.Equal(message, Assert.Throws<JsonPathException>(() => JsonPath.Parse(path).Find(Sample)).Message);

    [Fact]
    public void A_path_that_explodes_is_stopped()
    {
        JsonNode deep = new JsonArray();
        for (var i = 0; i < 100; i++)
        {
            deep = new JsonArray(deep);
        }

        Assert.Contains("more than", Assert.Throws<JsonPathException>(() => JsonPath.Parse("..*..*..*..*..*..*").Find(deep)).Message, StringComparison.Ordinal);
        Assert.Throws<JsonPathException>(() => JsonPath.Parse(string.Concat(Enumerable.Repeat("..", 2000))));
    }

    [Fact]
    public void Deeply_nested_filters_are_refused()
    {
        var path = string.Concat(Enumerable.Repeat(".a[?(@", 500)) + string.Concat(Enumerable.Repeat(")]", 500));
        Assert.Equal("filters are nested too deeply", Assert.Throws<JsonPathException>(() => JsonPath.Parse(path)).Message);
    }

    [Fact]
    public void Any_text_leads_somewhere_or_is_refused()
    {
        // Pieces of paths rather than any characters: otherwise hardly one text gets beyond the first.
        string[] pieces =
        [
            ".", "..", "*", "[", "]", "[0]", "[-1]", "[*]", "['a']", "[?(", ")]", "@", "$", "==", "!=", "<", ">=", "'", "\"", "\\", " ", ":", ",",
            "items", "status", "conditions", "type", "1", "0.5", "true", "{", "}", "é", "\0", "\ud83d", "(", ")", "&&", "?", "-",
        ];
        Prop.ForAll(Gen.Elements(pieces).ListOf().Select(list => string.Concat(list)).ToArbitrary(), text => LeadsSomewhereOrIsRefused(text))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text => text is null || LeadsSomewhereOrIsRefused(text)).Check(Config.QuickThrowOnFailure);
    }

    private static bool LeadsSomewhereOrIsRefused(string text)
    {
        try
        {
            JsonPath.Parse(text).Find(Sample);
        }
        catch (JsonPathException)
        {
            // Refused, with words.
        }

        return true;
    }
}
