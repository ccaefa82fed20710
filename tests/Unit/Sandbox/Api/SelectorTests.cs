using FsCheck;
using FsCheck.Fluent;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Selection;
using OcmPowerShell.Sandbox.Kinds.Kubernetes;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Api;

public sealed class SelectorTests
{
    private static readonly Dictionary<string, string> Labels = new() { ["a"] = "1", ["env"] = "prod", ["x.io/y"] = "", ["in"] = "notin" };

    [Theory]
    [InlineData("", true)]
    [InlineData("a", true)]
    [InlineData("!a", false)]
    [InlineData("b", false)]
    [InlineData("!b", true)]
    [InlineData("a=1", true)]
    [InlineData("a==1", true)]
    [InlineData("a = 1 , env = prod", true)]
    [InlineData("a!=1", false)]
    [InlineData("b!=1", true)]
    [InlineData("b=", false)]
    [InlineData("x.io/y=", true)]
    [InlineData("x.io/y", true)]
    [InlineData("env in (prod,test)", true)]
    [InlineData("env in (test)", false)]
    [InlineData("env notin (test)", true)]
    [InlineData("b notin (test)", true)]
    [InlineData("x.io/y in ()", true)]
    [InlineData("x.io/y in (,prod)", true)]
    [InlineData("a>0", true)]
    [InlineData("a>1", false)]
    [InlineData("a<2", true)]
    [InlineData("env>1", false)]
    [InlineData("in in (notin)", true)]
    [InlineData("in=notin", true)]
    public void A_label_selector_selects(string selector, bool expected) =>
        Assert.Equal(expected, LabelSelector.Parse(selector).Matches(Labels));

    [Theory]
    [InlineData("a===b", "unable to parse requirement: found '=', expected: identifier")]
    [InlineData("a=b,", "found '', expected: identifier after ','")]
    [InlineData(",a", "found ',', expected: !, identifier, or 'end of string'")]
    [InlineData("a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt")]
    [InlineData("!", "unable to parse requirement: found '', expected: identifier")]
    [InlineData("a in b", "unable to parse requirement: found 'b' expected: '('")]
    [InlineData("a in (b", "unable to parse requirement: found '', expected: ',' or ')'")]
    [InlineData("a=b c", "found 'c', expected: ',' or 'end of string'")]
    public void A_label_selector_that_cannot_be_read_is_a_bad_request(string selector, string message)
    {
        ApiException refusal = Assert.Throws<ApiException>(() => LabelSelector.Parse(selector));
        Assert.Equal((400, message), (refusal.Code, refusal.Message));
    }

    [Theory]
    [InlineData("-a=b")]
    [InlineData("a/b/c=d")]
    [InlineData("A.io/b=c")]
    [InlineData("a=-b")]
    [InlineData("a>x")]
    public void A_label_selector_of_impossible_labels_is_a_bad_request(string selector) =>
        Assert.Equal(400, Assert.Throws<ApiException>(() => LabelSelector.Parse(selector)).Code);

    [Fact]
    public void Any_text_is_a_label_selector_or_a_bad_request()
    {
        string[] pieces = ["a", "b-c", "x.io/y", "=", "==", "!=", "!", "in", "notin", "(", ")", ",", ">", "<", "1", " ", "\t", "é", "-", "\"", "\0"];
        Gen<string> text = Gen.OneOf(Gen.ArrayOf(Gen.Elements(pieces)).Select(string.Concat), ArbMap.Default.GeneratorFor<string>().Select(one => one ?? ""));
        Prop.ForAll(text.ToArbitrary(), selector =>
        {
            try
            {
                LabelSelector.Parse(selector).Matches(Labels);
                return true;
            }
            catch (ApiException refusal)
            {
                return refusal.Code == 400;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(30));
    }

    [Fact]
    public void A_set_of_requirements_selects_what_each_of_them_selects()
    {
        string[] terms = ["a", "!a", "b", "!b", "a=1", "a!=1", "env in (prod)", "env notin (prod)", "b!=2"];
        Prop.ForAll(Gen.ArrayOf(Gen.Elements(terms)).ToArbitrary(), parts =>
            LabelSelector.Parse(string.Join(',', parts)).Matches(Labels) == parts.All(part => LabelSelector.Parse(part).Matches(Labels)))
            .QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("metadata.name=w1", "w1")]
    [InlineData("metadata.name==w1", "w1")]
    [InlineData("metadata.name!=w1", "w2,w3")]
    [InlineData("metadata.namespace=rec,metadata.name!=w2", "w1,w3")]
    [InlineData("metadata.namespace!=rec", "")]
    public async Task A_field_selector_selects_by_name_and_namespace(string selector, string expected)
    {
        var caller = new ApiCaller();
        foreach (string name in new[] { "w1", "w2", "w3" })
        {
            await caller.CreateAsync(name);
        }

        ApiCaller.Answer list = await caller.GetAsync($"{ApiCaller.AllWorks}?fieldSelector={Uri.EscapeDataString(selector)}");
        Assert.Equal(expected, string.Join(',', list.Json["items"]!.AsArray().Select(item => (string)item!["metadata"]!["name"]!)));
    }

    [Fact]
    public void A_field_selector_without_a_comparison_is_a_bad_request() =>
        Assert.Equal("invalid selector: 'metadata.name'; can't understand 'metadata.name'",
            Assert.Throws<ApiException>(() => FieldSelector.Parse("metadata.name", NamespaceKind.Definition)).Message);
}
