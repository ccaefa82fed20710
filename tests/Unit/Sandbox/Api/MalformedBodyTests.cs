using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OcmPowerShell.Sandbox.Api.Protobuf;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Api;

public sealed class MalformedBodyTests
{
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "null", "1", "-1e400", "true", "\"\"", "\"a\"", "\"metadata\":", "\"name\":", "\"spec\":", "\"status\":",
        "\"apiVersion\":\"work.open-cluster-management.io/v1\",", "\"kind\":\"ManifestWork\",", "\"metadata\":{\"name\":\"w\"}", "\"labels\":{}",
        "\"managedFields\":[{\"operation\":\"Apply\",\"manager\":\"x\",\"fieldsV1\":{\"f:spec\":7,\"k\":{},\"k:{\":{}}}]", "\"finalizers\":[1]",
        "\"workload\":{\"manifests\":[null]}", "\"manifestConfigs\":[[]]", "\"op\":\"add\"", "\"path\":\"/a\"", "- a\n", "a: &b *b\n", "\u0000", "\ud83d\ude00",
    ];

    private static readonly string[] Types =
    [
        "application/json", "application/yaml", "application/merge-patch+json", "application/json-patch+json", "application/apply-patch+yaml",
        "application/strategic-merge-patch+json", "application/vnd.kubernetes.protobuf", "text/plain", ";;;", "",
    ];

    private static readonly (string Method, string Target)[] Requests =
    [
        ("POST", ApiCaller.Works), ("PUT", $"{ApiCaller.Works}/w1"), ("PATCH", $"{ApiCaller.Works}/w1?fieldManager=m"),
        ("PATCH", $"{ApiCaller.Works}/w1/status?fieldManager=m&force=true"), ("DELETE", $"{ApiCaller.Works}/w1?dryRun=All"),
        ("POST", "/api/v1/namespaces"), ("PATCH", "/api/v1/namespaces/rec?fieldManager=m"), ("PUT", ApiCaller.Clusters + "/one"),
        ("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"), ("DELETE", $"{ApiCaller.Works}?dryRun=All"),
    ];

    [Fact]
    public async Task No_body_makes_the_server_fail()
    {
        var caller = new ApiCaller();
        await caller.CreateAsync("w1");
        var cases =
            from request in Gen.Elements(Requests)
            from type in Gen.Elements(Types)
            from parts in Gen.ArrayOf(Gen.Elements(Pieces))
            from framed in Gen.Elements(true, false)
            select (request.Method, request.Target, Type: type, Body: framed ? $"{{{string.Join(',', parts)}}}" : string.Concat(parts));
        Prop.ForAll(cases.ToArbitrary(), one =>
        {
            ApiCaller.Answer answer = caller.SendAsync(one.Method, one.Target, one.Body, ("Content-Type", one.Type)).GetAwaiter().GetResult();
            return answer.Status is >= 200 and < 500;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(12));
        Assert.Equal(200, (await caller.GetAsync($"{ApiCaller.Works}/w1")).Status);
    }

    [Theory]
    [InlineData("application/json", "[", "]")]
    [InlineData("application/json", "{\"a\":", "}")]
    [InlineData("application/yaml", "[", "]")]
    [InlineData("application/apply-patch+yaml", "{\"a\":", "}")]
    public async Task A_body_as_deep_as_an_ocean_is_refused(string type, string open, string close)
    {
        string body = string.Concat(Enumerable.Repeat(open, 100_000)) + "1" + string.Concat(Enumerable.Repeat(close, 100_000));
        var caller = new ApiCaller();
        string target = type.Contains("patch") ? $"{ApiCaller.Works}/w?fieldManager=m" : ApiCaller.Works;
        ApiCaller.Answer answer = await caller.SendAsync(type.Contains("patch") ? "PATCH" : "POST", target, body, ("Content-Type", type));
        Assert.Equal(400, answer.Status);
    }

    [Fact]
    public void Any_bytes_are_a_protobuf_body_or_a_format_error()
    {
        byte[] prefix = "k8s\0"u8.ToArray();
        Gen<byte[]> bytes = Gen.ArrayOf(Gen.Choose(0, 40).Select(value => (byte)value)).Select(tail => prefix.Concat(tail).ToArray());
        Gen<byte[]> namespaces = Gen.ArrayOf(Gen.Choose(0, 130).Select(value => (byte)value)).Select(raw => Envelope("Namespace", raw));
        Prop.ForAll(Gen.OneOf(bytes, namespaces).ToArbitrary(), body =>
        {
            try
            {
                ProtobufBody.Read(body);
            }
            catch (FormatException)
            {
                // Broken is an answer.
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public async Task A_namespace_sent_as_protobuf_is_created()
    {
        byte[] metadata = new ProtobufWriter().Message(1, meta => meta
            .Text(1, "n1")
            .Message(11, label => label.Text(1, "a").Text(2, "b"))).ToArray();
        Assert.Equal("""{"metadata":{"name":"n1","labels":{"a":"b"}},"kind":"Namespace","apiVersion":"v1"}""",
            ProtobufBody.Read(Envelope("Namespace", metadata))!.ToJsonString());

        var caller = new ApiCaller();
        string body = Encoding.UTF8.GetString(Envelope("Namespace", metadata));
        ApiCaller.Answer created = await caller.SendAsync("POST", "/api/v1/namespaces", body, ("Content-Type", "application/vnd.kubernetes.protobuf"));
        Assert.Equal((201, "b"), (created.Status, (string?)created.Json["metadata"]!["labels"]!["a"]));
        ApiCaller.Answer custom = await caller.SendAsync("POST", ApiCaller.Works, Encoding.UTF8.GetString(Envelope("ManifestWork", metadata)), ("Content-Type", "application/vnd.kubernetes.protobuf"));
        Assert.Equal(415, custom.Status);
    }

    private static byte[] Envelope(string kind, byte[] raw)
    {
        // The writer writes texts; the raw message is ASCII here or only has to be bytes.
        byte[] type = new ProtobufWriter().Message(1, meta => meta.Text(1, "v1").Text(2, kind)).ToArray();
        return [.. "k8s\0"u8, .. type, 0x12, .. Varint(raw.Length), .. raw];
    }

    private static byte[] Varint(int value) => value < 0x80 ? [(byte)value] : [(byte)(value | 0x80), (byte)(value >> 7)];
}
