using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using OcmPowerShell.Hub.Yaml;
using Xunit;

namespace OcmPowerShell.Tests.Yaml;

/// <summary>What holds for any text and any value.</summary>
public sealed class YamlPropertyTests
{
    private static readonly string[] TrickyTexts =
    [
        "yes", "no", "y", "on", "0644", "0x1F", "0o7", "1_0", "1e3", "1e400", ".5", ".inf", "null", "~", "", " ", " x", "x ", "\t", "a: b", "a:", ":", ": ",
        "#", " #", "- x", "-", "--", "---", "--- a", "...", "... a", "?", "? x", "=", "<<", "!t", "&a", "*a", "|", ">", "%", "@", "`", "{", "}", "[a]", ",",
        "'", "\"", "\\", "a'b\"c", "2001-01-01", "1:30", "a\nb", "a\nb\n", "a\n\nb\n\n", "\na", " a\nb", "a \nb", "a\n b", "a\tb\nc", "\n", "\n\n", "a\n ",
        "a\r\nb", "\u0000", "\u0007", "\u007F", "\u0085", "\u00A0", "\u2028", "\uFEFF", "\uFFFD", "\uFFFF", "é", "漢字", "😀", "😀\nx", "\ud7ff", "\ue000",
    ];

    private static readonly string[] YamlPieces =
    [
        "a", "b", ": ", ":", "- ", "-", "\n", "\n  ", "\n    ", " ", "\t", "{", "}", "[", "]", ", ", "|", ">", "|-\n", "'", "\"", "\\", "&a ", "*a", "<<: ",
        "!!int ", "!x ", "? ", "# c\n", "---\n", "...\n", "%YAML 1.1\n", "1", "0x", "yes", "~", "\r\n", "\u0085", "é", "😀", "\0", "@", "`", "\\u12", "\uD800", "\uFEFF",
    ];

    [Fact]
    public void Any_value_reads_back_as_itself() =>
        Prop.ForAll(Values().ToArbitrary(), json =>
        {
            string yaml = YamlText.Write(Encoding.UTF8.GetBytes(json));
            IReadOnlyList<YamlDocument> documents = YamlText.Read(yaml);
            string read = documents.Count == 0 ? "null" : Encoding.UTF8.GetString(documents[0].Json.Span);
            return (documents.Count <= 1 && JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(read))).Label($"{json}\n{yaml}\n{read}");
        }).Check(Quick(2000));

    [Fact]
    public void Any_text_is_read_or_refused_with_its_place() =>
        Prop.ForAll<string>(text => IsReadOrRefused(text ?? "")).Check(Quick(1000));

    [Fact]
    public void Any_scrap_of_YAML_is_read_or_refused_with_its_place() =>
        Prop.ForAll(Scraps().ToArbitrary(), IsReadOrRefused).Check(Quick(5000));

    [Fact]
    public void Any_damaged_YAML_is_read_or_refused_with_its_place() =>
        Prop.ForAll(Damaged().ToArbitrary(), IsReadOrRefused).Check(Quick(3000));

    private static Config Quick(int count) => Config.QuickThrowOnFailure.WithMaxTest(count);

    private static bool IsReadOrRefused(string text)
    {
        try
        {
            foreach (YamlDocument document in YamlText.Read(text))
            {
                JsonDocument.Parse(document.Json, new JsonDocumentOptions { MaxDepth = 128 }).Dispose();
                Assert.True(document.Line >= 1);
            }
        }
        catch (YamlSyntaxException fault)
        {
            Assert.True(fault.Message.Length > 10);
            Assert.True(fault.Line >= 0 && fault.Line <= text.Length + 1);
        }

        return true;
    }

    private static Gen<string> Scraps() =>
        Gen.Elements(YamlPieces).ListOf().Select(pieces => string.Concat(pieces));

    private static Gen<string> Damaged() =>
        from json in Values()
        let yaml = YamlText.Write(Encoding.UTF8.GetBytes(json))
        from place in Gen.Choose(0, yaml.Length)
        from cut in Gen.Choose(0, 3)
        from piece in Gen.Elements(YamlPieces)
        select string.Concat(yaml.AsSpan(0, place), piece, yaml.AsSpan(Math.Min(yaml.Length, place + cut)));

    private static Gen<string> Values() => Gen.Sized(size => Value(Math.Min(size, 12)).Select(node => node?.ToJsonString() ?? "null"));

    private static Gen<JsonNode?> Value(int size)
    {
        Gen<JsonNode?> text = Texts().Select(value => (JsonNode?)JsonValue.Create(value));
        Gen<JsonNode?> number = Gen.Elements("0", "-1", "42", "1.5", "1e3", "-0.25", "1E-7", "9223372036854775807", "18446744073709551615", "1e21", "123456.789")
            .Select(value => JsonNode.Parse(value));
        Gen<JsonNode?> other = Gen.Elements("true", "false", "null").Select(value => JsonNode.Parse(value));
        if (size <= 0)
        {
            return Gen.OneOf(text, number, other);
        }

        Gen<JsonNode?> list = Value(size / 2).ListOf().Select(items => (JsonNode?)new JsonArray([.. items.Take(5)]));
        Gen<JsonNode?> mapping = Gen.Zip(Texts(), Value(size / 2)).ListOf().Select(members =>
        {
            var made = new JsonObject();
            foreach ((string name, JsonNode? value) in members.Take(5))
            {
                made[name] = value;
            }

            return (JsonNode?)made;
        });
        return Gen.OneOf(text, number, other, list, mapping, mapping);
    }

    private static Gen<string> Texts() => Gen.OneOf(
        Gen.Elements(TrickyTexts),
        Gen.Zip(Gen.Elements(TrickyTexts), Gen.Elements(TrickyTexts)).Select(pair => pair.Item1 + pair.Item2),
        ArbMap.Default.GeneratorFor<string>().Select(text => text is null ? "" : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text))));
}
