using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Cel;
using OcmPowerShell.Sandbox.Schema;
using Xunit;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Tests.Sandbox.Api;

public sealed class CelRuleTests
{
    [Theory]
    [InlineData("""{"rule":"self.min <= self.max"}""", """{"min":1,"max":2}""", "")]
    [InlineData("""{"rule":"self.min <= self.max"}""", """{"min":3,"max":2}""", """FieldValueInvalid spec Invalid value: "object": failed rule: self.min <= self.max""")]
    [InlineData("""{"rule":" self.min <= self.max ","message":"min is above max"}""", """{"min":3,"max":2}""", """FieldValueInvalid spec Invalid value: "object": min is above max""")]
    [InlineData("""{"rule":"self.min <= self.max","messageExpression":"'not below ' + string(self.max)"}""", """{"min":3,"max":2}""", """FieldValueInvalid spec Invalid value: "object": not below 2""")]
    [InlineData("""{"rule":"self.min <= self.max","message":"m","messageExpression":"self.missing"}""", """{"min":3,"max":2}""", """FieldValueInvalid spec Invalid value: "object": m""")]
    [InlineData("""{"rule":"self.min <= self.max","messageExpression":"' '"}""", """{"min":3,"max":2}""", """FieldValueInvalid spec Invalid value: "object": failed rule: self.min <= self.max""")]
    [InlineData("""{"rule":"self.min <= self.max","reason":"FieldValueForbidden","fieldPath":".min"}""", """{"min":3,"max":2}""", "FieldValueForbidden spec.min Forbidden: failed rule: self.min <= self.max")]
    [InlineData("""{"rule":"has(self.max)","reason":"FieldValueRequired","fieldPath":"['max']","message":"say it"}""", """{"min":3}""", "FieldValueRequired spec.max Required value: say it")]
    [InlineData("""{"rule":"self.min > 5","reason":"FieldValueDuplicate"}""", """{"min":3}""", """FieldValueDuplicate spec Duplicate value: "object" """)]
    [InlineData("""{"rule":"self.max > 1"}""", """{"min":3}""", """FieldValueInvalid spec Invalid value: "object": no such key: max evaluating rule: self.max > 1""")]
    [InlineData("""{"rule":"self.any > 1"}""", """{"any":"x"}""", """FieldValueInvalid spec Invalid value: "object": 'no such overload': call arguments did not match a supported operator, function or macro signature for rule: self.any > 1""")]
    [InlineData("""{"rule":"self.a__dash__b == 1 && self.__in__ == 2 && self.x__dot__y == 3 && self.u__underscores__v == 4"}""", """{"a-b":1,"in":2,"x.y":3,"u__v":4}""", "")]
    [InlineData("""{"rule":"self.until > timestamp('2024-01-01T00:00:00Z') && type(self.share) == double && self.raw == b'hi'"}""", """{"until":"2024-06-01T00:00:00Z","share":1,"raw":"aGk="}""", "")]
    [InlineData("""{"rule":"self.labels.all(k, k.startsWith('x')) && self.items.all(i, i.until > timestamp(0))"}""", """{"labels":{"x":"1"},"items":[{"until":"2024-06-01T00:00:00Z"}]}""", "")]
    public void A_rule_is_checked_on_the_value_it_stands_on(string rule, string value, string expected) =>
        Assert.Equal(expected.Trim(), Checked(Spec(rule), value, null));

    [Theory]
    [InlineData("""{"min":1}""", null, "")]
    [InlineData("""{"min":1}""", """{"min":1}""", "")]
    [InlineData("""{"min":2}""", """{"min":1}""", """FieldValueInvalid spec Invalid value: "object": failed rule: self.min == oldSelf.min""")]
    public void A_rule_about_a_change_waits_for_one(string value, string? before, string expected) =>
        Assert.Equal(expected, Checked(Spec("""{"rule":"self.min == oldSelf.min"}"""), value, before));

    [Theory]
    [InlineData("""{"min":1}""", null, "")]
    [InlineData("""{"min":7}""", null, "no")]
    [InlineData("""{"min":7}""", """{"min":6}""", "")]
    [InlineData("""{"min":5}""", """{"min":6}""", "no")]
    public void The_value_before_may_be_optional(string value, string? before, string expected)
    {
        const string rule = """{"rule":"oldSelf.hasValue() ? self.min > oldSelf.value().min : self.min < 5","optionalOldSelf":true,"message":"no"}""";
        Assert.EndsWith(expected, Checked(Spec(rule), value, before));
        Assert.Equal(expected.Length == 0, Checked(Spec(rule), value, before).Length == 0);
    }

    [Fact]
    public void Items_with_a_key_are_compared_with_what_they_were_and_others_have_no_past()
    {
        var rule = CelRule.From((JsonObject)JsonNode.Parse("""{"rule":"self.v >= oldSelf.v","message":"never less"}""")!);
        var item = Object("", ("k*", Text("")), ("v", Int64(""))) with { Rules = [rule] };
        const string before = """{"list":[{"k":"a","v":5},{"k":"b","v":5}]}""";
        const string after = """{"list":[{"k":"b","v":4},{"k":"a","v":6},{"k":"c","v":1}]}""";

        Assert.Equal("""FieldValueInvalid spec.list[0] Invalid value: "object": never less""", Checked(Object("", ("list", ListByKey("", item, "k"))), after, before));
        Assert.Equal("", Checked(Object("", ("list", List("", item))), after, before));
    }

    [Fact]
    public void What_has_not_changed_may_stay_though_a_rule_forbids_it()
    {
        var rule = CelRule.From((JsonObject)JsonNode.Parse("""{"rule":"self < 5"}""")!);
        var schema = Object("", ("n", Int64("") with { Rules = [rule] }), ("m", Int64("") with { Rules = [rule] }), ("list", List("", Int64("") with { Rules = [rule] })));

        Assert.Equal("", Checked(schema, """{"n":9,"m":1,"list":[9]}""", """{"n":9,"m":2,"list":[9]}"""));
        Assert.Equal("""FieldValueInvalid spec.n Invalid value: "integer": failed rule: self < 5""", Checked(schema, """{"n":9}""", """{"n":8}"""));
        Assert.Equal(
            """FieldValueInvalid spec.list[0] Invalid value: "integer": failed rule: self < 5""", Checked(schema, """{"list":[9,1]}""", """{"list":[9]}"""));
        Assert.Equal("""FieldValueInvalid spec.n Invalid value: "integer": failed rule: self < 5""", Checked(schema, """{"n":9}""", null));
    }

    [Fact]
    public void Rules_that_cost_too_much_end_the_checking()
    {
        var schema = Spec(
            $$"""{"rule":"[1, 2, 3].all(i, !self.any.matches('{{new string('a', 900)}}'))","message":"slow"}""",
            """{"rule":"false","message":"never reached"}""");
        string value = $$"""{"any":"{{new string('b', 20_000)}}"}""";
        Assert.Equal(
            """FieldValueInvalid spec Invalid value: "object": 'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeds limit for rule: slow""",
            Checked(schema, value, null));
    }

    [Theory]
    [InlineData("""{"rule":"self.x +"}""", "ERROR: <input>:1:9: Syntax error: mismatched input '<EOF>'")]
    [InlineData("""{"rule":"selfie"}""", "ERROR: <input>:1:1: undeclared reference to 'selfie'")]
    [InlineData("""{"rule":"size(self)"}""", "ERROR: <input>:1:1: cel expression must evaluate to a bool")]
    [InlineData("""{"rule":"true","messageExpression":"nope"}""", "ERROR: <input>:1:1: undeclared reference to 'nope'")]
    [InlineData("""{}""", "ERROR: <input>:1:1: Syntax error")]
    public void A_rule_that_does_not_compile_is_refused(string rule, string message) =>
        Assert.StartsWith(message, Assert.Throws<CelCompileException>(() => CelRule.From((JsonObject)JsonNode.Parse(rule)!)).Message);

    private static SchemaNode Spec(params string[] rules) => Object(
        "",
        ("min", Int64("")), ("max", Int64("")), ("any", SchemaNode.Anything), ("a-b", Int64("")), ("in", Int64("")), ("x.y", Int64("")), ("u__v", Int64("")),
        ("until", Time("")), ("share", new SchemaNode { Type = "number" }), ("raw", Text("") with { Format = "byte" }),
        ("labels", Map("", Text(""))), ("items", List("", Object("", ("until", Time("")))))) with
    {
        Rules = [.. rules.Select(rule => CelRule.From((JsonObject)JsonNode.Parse(rule)!))],
    };

    private static string Checked(SchemaNode spec, string value, string? before)
    {
        var schema = Object("", ("spec", spec));
        var errors = SchemaValidation.Check(schema, Whole(value), before is null ? null : Whole(before));
        return string.Join('\n', errors.Select(error => $"{error.Reason} {error.Field} {error.Message}"));
    }

    private static JsonObject Whole(string spec) => new() { ["spec"] = JsonNode.Parse(spec) };
}
