using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Placements.Selection;
using OcmPowerShell.Hub.Placements.Spec;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Placements.Spec;

public sealed class SelectorTextTests
{
    [Theory]
    [InlineData("env=prod", """{"matchLabels":{"env":"prod"}}""")]
    [InlineData(" env == prod ", """{"matchLabels":{"env":"prod"}}""")]
    [InlineData("env=", """{"matchLabels":{"env":""}}""")]
    [InlineData("example.com/a=1,b=2", """{"matchLabels":{"example.com/a":"1","b":"2"}}""")]
    [InlineData("zone!=x", """{"matchExpressions":[{"key":"zone","operator":"NotIn","values":["x"]}]}""")]
    [InlineData("tier in (a, b)", """{"matchExpressions":[{"key":"tier","operator":"In","values":["a","b"]}]}""")]
    [InlineData("tier notin(c)", """{"matchExpressions":[{"key":"tier","operator":"NotIn","values":["c"]}]}""")]
    [InlineData("tier in (,a)", """{"matchExpressions":[{"key":"tier","operator":"In","values":["","a"]}]}""")]
    [InlineData("key", """{"matchExpressions":[{"key":"key","operator":"Exists"}]}""")]
    [InlineData("!legacy", """{"matchExpressions":[{"key":"legacy","operator":"DoesNotExist"}]}""")]
    [InlineData("! legacy , in", """{"matchExpressions":[{"key":"legacy","operator":"DoesNotExist"},{"key":"in","operator":"Exists"}]}""")]
    [InlineData("in in (in)", """{"matchLabels":{"in":"in"}}""")]
    [InlineData("env=prod,env=prod", """{"matchLabels":{"env":"prod"}}""")]
    [InlineData("env=prod,env=test", """{"matchLabels":{"env":"prod"},"matchExpressions":[{"key":"env","operator":"In","values":["test"]}]}""")]
    [InlineData("env=prod,tier in (a,b),!legacy,zone!=x,key", """{"matchLabels":{"env":"prod"},"matchExpressions":[{"key":"tier","operator":"In","values":["a","b"]},{"key":"legacy","operator":"DoesNotExist"},{"key":"zone","operator":"NotIn","values":["x"]},{"key":"key","operator":"Exists"}]}""")]
    [InlineData("""{"matchLabels":{"env":"prod"}}""", """{"matchLabels":{"env":"prod"}}""")]
    public void Text_becomes_a_label_selector(string text, string expected) =>
        Assert.Equal(expected, SelectorText.ToLabelSelector(SelectorText.Parse(text)).ToJsonString());

    [Theory]
    [InlineData("id.k8s.io=abc", """{"matchExpressions":[{"key":"id.k8s.io","operator":"In","values":["abc"]}]}""")]
    [InlineData("platform.open-cluster-management.io in (AWS,GCP),!gpu", """{"matchExpressions":[{"key":"platform.open-cluster-management.io","operator":"In","values":["AWS","GCP"]},{"key":"gpu","operator":"DoesNotExist"}]}""")]
    public void The_same_text_becomes_a_claim_selector_of_expressions_only(string text, string expected) =>
        Assert.Equal(expected, SelectorText.ToClaimSelector(SelectorText.Parse(text)).ToJsonString());

    [Theory]
    [InlineData("", 1, "a name is missing at the end")]
    [InlineData("env=prod,", 10, "a name is missing at the end")]
    [InlineData(",env", 1, "there is ',' where a name is expected")]
    [InlineData("=prod", 1, "there is '=' where a name is expected")]
    [InlineData("env=prod tier=a", 10, "there is 'tier=a' where a comma or the end is expected")]
    [InlineData("env=a b", 7, "there is 'b' where a comma or the end is expected")]
    [InlineData("env is prod", 1, "'env is' is no term")]
    [InlineData("tier in a,b", 9, "the values of 'tier' must stand in parentheses")]
    [InlineData("tier in (a", 11, "the list of values of 'tier' is not closed by ')'")]
    [InlineData("tier in (a b)", 12, "is not closed by ')'")]
    [InlineData("cores>4", 6, "cannot compare numbers")]
    [InlineData("env)", 4, "')' cannot follow the name 'env'")]
    [InlineData("a=1,Env./x=2", 5, "'Env./x' cannot be a name")]
    [InlineData("a=1,b=-", 7, "'-' cannot be a value of 'b'")]
    [InlineData("!", 2, "a name is missing")]
    [InlineData("!a=b", 3, "there is '=b' where a comma")]
    public void What_cannot_be_read_is_told_with_its_place(string text, int character, string expected)
    {
        HubException error = Assert.Throws<HubException>(() => SelectorText.Parse(text));

        Assert.Equal("InvalidSelector", error.ErrorId);
        Assert.StartsWith($"'{text}' cannot be read at character {character}: ", error.Message);
        Assert.Contains(expected, error.Message);
        Assert.EndsWith("with commas between them.", error.Message);
    }

    [Theory]
    [InlineData("""{"env":"prod"}""", "env=prod")]
    [InlineData("""{"env":["prod","test"],"gpu":true,"size":3}""", "env in (prod,test),gpu=true,size=3")]
    [InlineData("""{"MatchLabels":{"env":"prod"},"matchExpressions":[{"key":"gpu","operator":"Exists"}]}""", "env=prod,gpu")]
    [InlineData("""{"matchExpressions":{"key":"gpu","operator":"Exists"}}""", "gpu")]
    [InlineData("\"env=prod\"", "env=prod")]
    public void Hashtables_and_objects_are_selectors_too(string given, string expected) =>
        Assert.Equal(expected, SelectorText.Write(SelectorText.Read(JsonNode.Parse(given))));

    [Theory]
    [InlineData("""{"env":{"a":"b"}}""", "The value of 'env' must be text")]
    [InlineData("""{"env":null}""", "The value of 'env' must be text")]
    [InlineData("""{"env":[]}""", "'env' has an empty list of values")]
    [InlineData("""{"env":"a b"}""", "'a b' cannot be a value of 'env'")]
    [InlineData("""{"-":"a"}""", "'-' cannot be a name")]
    [InlineData("""{"matchExpressions":[{"key":"gpu","operator":"Gt","values":["1"]}]}""", "\"Gt\" is not a valid label selector operator")]
    [InlineData("3", "A selector is text or a hashtable")]
    [InlineData("\"{\\\"matchLabels\\\"\"", "begins as JSON but is none")]
    [InlineData("\"{\\\"matchLabels\\\":{\\\"a\\\":\\\"b\\\",\\\"a\\\":\\\"c\\\"}}\"", "begins as JSON but is none")]
    [InlineData("\"{\\\"env\\\":\\\"prod\\\"}\"", "not 'env'")]
    public void Hashtables_that_are_no_selectors_are_refused(string given, string expected) =>
        Assert.Contains(expected, Assert.Throws<HubException>(() => SelectorText.Read(JsonNode.Parse(given))).Message);

    [Theory]
    [InlineData("env=prod,tier in (a,b),!legacy,key,zone notin (x)")]
    [InlineData("env=,a notin ()")]
    [InlineData("env=prod,env in (a,b)")]
    public void What_is_written_reads_back_as_the_same(string text)
    {
        IReadOnlyList<LabelSelectorRequirement> terms = SelectorText.Parse(text);

        Assert.Equal(text, SelectorText.Write(SelectorText.ToLabelSelector(terms)));
        Assert.Equal(text, SelectorText.Write(SelectorText.ToClaimSelector(terms)));
    }

    [Fact]
    public void Whatever_is_typed_is_read_as_it_is_written_or_refused()
    {
        Gen<string> parts = Gen.Elements("a", "b/c", "in", "notin", "=", "==", "!=", "!", ",", "(", ")", " ", "<", ">", "-", "{", "é", "\n");
        Prop.ForAll(parts.ListOf(8).Select(string.Concat).ToArbitrary(), text =>
        {
            try
            {
                string written = SelectorText.Write(SelectorText.Parse(text));
                return written == SelectorText.Write(SelectorText.Parse(written));
            }
            catch (HubException error)
            {
                return error.ErrorId == "InvalidSelector";
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void A_selector_that_Kubernetes_refuses_is_shown_as_it_is() =>
        Assert.Equal("""{"matchLabels":{"a":"b c"}}""", SelectorText.Write(JsonNode.Parse("""{"matchLabels":{"a":"b c"}}""")));
}
