using System.Text;
using OcmPowerShell.Hub.Yaml;
using Xunit;

namespace OcmPowerShell.Tests.Yaml;

/// <summary>The expected values are what kubectl 1.33 made of the same text.</summary>
public sealed class YamlScalarTests
{
    [Theory]
    [InlineData("y", "true")]
    [InlineData("Y", "true")]
    [InlineData("yes", "true")]
    [InlineData("Yes", "true")]
    [InlineData("YES", "true")]
    [InlineData("yEs", "\"yEs\"")]
    [InlineData("on", "true")]
    [InlineData("On", "true")]
    [InlineData("ON", "true")]
    [InlineData("true", "true")]
    [InlineData("True", "true")]
    [InlineData("TRUE", "true")]
    [InlineData("n", "false")]
    [InlineData("N", "false")]
    [InlineData("no", "false")]
    [InlineData("No", "false")]
    [InlineData("NO", "false")]
    [InlineData("off", "false")]
    [InlineData("Off", "false")]
    [InlineData("OFF", "false")]
    [InlineData("false", "false")]
    [InlineData("False", "false")]
    [InlineData("FALSE", "false")]
    public void A_plain_boolean_is_one_in_every_spelling_of_YAML_1_1(string text, string json) => Assert.Equal(json, Value(text));

    [Theory]
    [InlineData("")]
    [InlineData("~")]
    [InlineData("null")]
    [InlineData("Null")]
    [InlineData("NULL")]
    [InlineData("!!null \"\"")]
    public void Null_has_five_spellings(string text) => Assert.Equal("null", Value(text));

    [Theory]
    [InlineData("12", "12")]
    [InlineData("-12", "-12")]
    [InlineData("+1", "1")]
    [InlineData("-0", "0")]
    [InlineData("0644", "420")]
    [InlineData("0o644", "420")]
    [InlineData("0O7", "7")]
    [InlineData("0_7", "7")]
    [InlineData("00", "0")]
    [InlineData("0777_7", "4095")]
    [InlineData("08", "8")]
    [InlineData("0x1F", "31")]
    [InlineData("0X1f", "31")]
    [InlineData("-0x1F", "-31")]
    [InlineData("0b101", "5")]
    [InlineData("0B11", "3")]
    [InlineData("-0b11", "-3")]
    [InlineData("1_000", "1000")]
    [InlineData("-_1", "-1")]
    [InlineData("_1", "\"_1\"")]
    [InlineData("0x", "\"0x\"")]
    [InlineData("+", "\"+\"")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("9223372036854775808", "9223372036854775808")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    [InlineData("18446744073709551616", "18446744073709552000")]
    [InlineData("0xFFFFFFFFFFFFFFFFF", "\"0xFFFFFFFFFFFFFFFFF\"")]
    public void A_plain_integer_is_read_in_every_base(string text, string json) => Assert.Equal(json, Value(text));

    [Theory]
    [InlineData("1e3", "1000")]
    [InlineData("1E3", "1000")]
    [InlineData("1e+3", "1000")]
    [InlineData("12e03", "12000")]
    [InlineData("0.1e1", "1")]
    [InlineData(".5", "0.5")]
    [InlineData("-.5", "-0.5")]
    [InlineData("+.5", "0.5")]
    [InlineData("1.", "1")]
    [InlineData("1.e3", "1000")]
    [InlineData("1.0", "1")]
    [InlineData("1.10", "1.1")]
    [InlineData("-0.0", "0")]
    [InlineData("09.5", "9.5")]
    [InlineData("1_0.5_0", "10.5")]
    [InlineData(".1_0", "0.1")]
    [InlineData("._1", "\"._1\"")]
    [InlineData("1e21", "1e+21")]
    [InlineData("1e20", "100000000000000000000")]
    [InlineData("1e-7", "1e-7")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("1.5e-10", "1.5e-10")]
    [InlineData("123456789012345678901234567890.5", "1.2345678901234568e+29")]
    [InlineData("1e400", "\"1e400\"")]
    [InlineData("0x1p4", "\"0x1p4\"")]
    [InlineData(".", "\".\"")]
    [InlineData("1e", "\"1e\"")]
    public void A_plain_fraction_is_written_as_Go_writes_it(string text, string json) => Assert.Equal(json, Value(text));

    [Theory]
    [InlineData("2001-01-01")]
    [InlineData("2001-12-14T21:59:43.10Z")]
    [InlineData("1:30")]
    [InlineData("190:20:30")]
    [InlineData("1.2.3")]
    [InlineData("1m")]
    [InlineData("100Mi")]
    [InlineData("=")]
    [InlineData("<<")]
    [InlineData("nullable")]
    [InlineData("-")]
    [InlineData("--1")]
    public void What_only_looks_like_another_type_stays_text(string text) =>
        Assert.Equal($"\"{text}\"", text == "-" ? Value("\"-\"") : Value(text));

    [Theory]
    [InlineData("\"12\"", "\"12\"")]
    [InlineData("'yes'", "\"yes\"")]
    [InlineData("'null'", "\"null\"")]
    [InlineData("\"\"", "\"\"")]
    [InlineData("\"0644\"", "\"0644\"")]
    public void A_quoted_value_stays_text(string text, string json) => Assert.Equal(json, Value(text));

    [Theory]
    [InlineData("! 12", "\"12\"")]
    [InlineData("! \"12\"", "\"12\"")]
    [InlineData("!!str 12", "\"12\"")]
    [InlineData("!!str", "\"\"")]
    [InlineData("!!int \"12\"", "12")]
    [InlineData("!!int \"0644\"", "420")]
    [InlineData("!!float 3", "3")]
    [InlineData("!!float 3.5", "3.5")]
    [InlineData("!!bool yes", "true")]
    [InlineData("!!timestamp 2001-01-01", "\"2001-01-01\"")]
    [InlineData("!!binary aGVsbG8=", "\"hello\"")]
    [InlineData("!foo 12", "\"12\"")]
    [InlineData("!foo {a: b}", "{\"a\":\"b\"}")]
    [InlineData("!!set {a, b}", "{\"a\":null,\"b\":null}")]
    [InlineData("!!omap [a: b]", "[{\"a\":\"b\"}]")]
    public void A_tag_decides_over_the_text(string text, string json) => Assert.Equal(json, Value(text));

    [Theory]
    [InlineData("!!int abc", "\"abc\" is not a !!int.")]
    [InlineData("!!int 1.5", "\"1.5\" is not a !!int.")]
    [InlineData("!!float abc", "\"abc\" is not a !!float.")]
    [InlineData("!!bool 1", "\"1\" is not a !!bool.")]
    [InlineData("!!null a", "\"a\" is not a !!null.")]
    [InlineData("!!binary \"%%%\"", "A !!binary value is not base64.")]
    public void A_value_that_its_tag_denies_is_refused(string text, string message)
    {
        YamlSyntaxException fault = Assert.Throws<YamlSyntaxException>(() => Value(text));
        Assert.Equal(message, fault.Message);
        Assert.Equal(1, fault.Line);
    }

    [Theory]
    [InlineData(".inf")]
    [InlineData("-.Inf")]
    [InlineData(".nan")]
    public void A_number_that_JSON_lacks_is_refused(string text)
    {
        YamlSyntaxException fault = Assert.Throws<YamlSyntaxException>(() => Value(text));
        Assert.Contains("neither infinity nor not-a-number", fault.Message, StringComparison.Ordinal);
        Assert.Equal((1, 4), (fault.Line, fault.Column));
    }

    private static string Value(string text)
    {
        YamlDocument document = Assert.Single(YamlText.Read("v: " + text));
        string json = Encoding.UTF8.GetString(document.Json.Span);
        return json["{\"v\":".Length..^1];
    }
}
