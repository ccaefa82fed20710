using System.Text;
using System.Text.Json;
using OcmPowerShell.Hub.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Manifests;

/// <summary>The limit as it was measured on a hub: one manifest of 511,996 bytes passes, one of 511,997 does not.</summary>
public sealed class ManifestSizeTests
{
    [Fact]
    public void The_largest_manifest_that_a_hub_takes_is_taken()
    {
        ManifestSet set = Samples.Read(OfLength(511_996));
        Assert.Equal(511_996, Assert.Single(set.Manifests).Utf8Json.Length);
        Assert.Equal(512_000, set.SizeBytes);
    }

    [Fact]
    public void One_byte_more_is_refused()
    {
        ManifestProblem problem = Samples.RefuseOnce(OfLength(511_997));
        Assert.Equal("ManifestsTooLarge", problem.ErrorId);
        Assert.StartsWith("The manifests add up to 512,001 bytes, but a work holds no more than 512,000 bytes. The largest: ConfigMap big with 512,001 bytes (text).", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_three_largest_of_several_are_named()
    {
        string text = string.Join("\n", OfLength(10_000, "a"), OfLength(300_000, "b"), OfLength(100_000, "c"), OfLength(200_000, "d"));
        string message = Samples.RefuseOnce(text).Message;
        Assert.Contains("The largest: ConfigMap b with 300,004 bytes (text, document 2, line 2); ConfigMap d with 200,004 bytes (text, document 4, line 4); ConfigMap c with 100,004 bytes", message, StringComparison.Ordinal);
        Assert.DoesNotContain("ConfigMap a", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_caller_that_splits_may_read_more()
    {
        var reader = new ManifestReader { SizeLimit = 2_000_000 };
        reader.AddText(OfLength(600_000), "text");
        Assert.Equal(600_004, reader.ToManifestSet().SizeBytes);
    }

    [Theory]
    [InlineData("abc", 3)]
    [InlineData("<>&", 18)]
    [InlineData("\u2028\u2029", 12)]
    [InlineData("\"\\\n\r\t\b\f", 14)]
    [InlineData("\u0001\u001f", 12)]
    [InlineData("é漢😀", 9)]
    [InlineData("\u007f\u0085", 3)]
    [InlineData("â", 2)]
    public void A_text_counts_as_Go_writes_it(string text, int length)
    {
        // The same whether our writer escaped it or not.
        foreach (JsonSerializerOptions options in (JsonSerializerOptions[])[new(), new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }])
        {
            byte[] json = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["a"] = text }, options);
            Assert.Equal("{\"a\":\"\"}".Length + length + 2, ManifestSize.Of(json));
        }
    }

    private static string OfLength(int length, string name = "big")
    {
        string start = $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"},"data":{"a":""";
        return start + "\"" + new string('x', length - Encoding.UTF8.GetByteCount(start) - 4) + "\"}}";
    }
}
