using FsCheck;
using FsCheck.Fluent;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Rest;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Rest;

/// <summary>Warnings as an API server writes them, and as others do.</summary>
public sealed class WarningHeaderTests
{
    private static readonly string[] Pieces = ["299", " ", "-", "\"", "\\", ",", "text", "\u00e4", "\u0007", "199", "299 - \"whole\"", "\uD83D"];

    [Theory]
    [InlineData("299 - \"one\"", "one")]
    [InlineData("299 - \"one\", 299 host:80 \"two\"", "one|two")]
    [InlineData("299 - \"one\",299 - \"two\"  ,  299  -  \"three\"", "one|two|three")]
    [InlineData("299 - \"a, b, \\\"c\\\", \\\\d\"", "a, b, \"c\", \\d")]
    [InlineData("299 - \"dated\" \"Sat, 25 Aug 2012 23:34:45 GMT\", 299 - \"next\"", "dated|next")]
    [InlineData("199 - \"other\", 299 - \"ours\", 110 - \"stale\"", "ours")]
    [InlineData("broken, 299 - \"good\"", "good")]
    [InlineData("299 \"no agent\", 299 - \"good\"", "good")]
    [InlineData("299 - bare, 299 - \"good\", 2999 - \"x\"", "good")]
    [InlineData("299 - \"good\", 299 - \"without end", "good")]
    [InlineData("299 - \"\"", "")]
    [InlineData("", "")]
    [InlineData("299 - \"gr\u00c3\u00bc\u00c3\u0178e\"", "grüße")]
    [InlineData("299 - \"gr\u00fc\u00dfe\"", "grüße")]
    [InlineData("299 - \"a\u001b[2Jb\"", "a [2Jb")]
    public void The_good_ones_are_read_whatever_stands_between(string line, string texts) =>
        Assert.Equal(texts, string.Join('|', WarningHeader.Texts(line.Replace("\u0178", "\u009f"))));

    [Fact]
    public void Any_line_can_be_read() => Prop.ForAll(
        Gen.Elements(Pieces).ListOf().Select(pieces => string.Concat(pieces)).ToArbitrary(),
        line => WarningHeader.Texts(line).All(text => text.Length > 0)).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public async Task A_malformed_warning_does_not_take_the_others_with_it_and_each_is_told_once()
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync(
            "{}", headers: "Warning: broken, 299 - \"first\"\r\nWarning: \"\"\r\nWarning: 299 - \"grün\" \"nonsense\", 299 - \"first\"\r\nWARNING: 299 - \"last, \\\"quoted\\\"\"\r\n"));
        using HubConnection hub = server.Connect();

        for (int number = 0; number < 2; number++)
        {
            await hub.Rest.SendAsync(HttpMethod.Get, "version", null, null, TestContext.Current.CancellationToken);
        }

        string prefix = $"The hub {hub.Identity} warns: ";
        Assert.Equal([prefix + "first", prefix + "grün", prefix + "last, \"quoted\""], hub.TakeWarnings().Order(StringComparer.Ordinal));
    }
}
