using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using OcmPowerShell.Hub.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Manifests;

public sealed class ManifestHashTests
{
    [Theory]
    [InlineData("""{"a":1,"b":{"c":[1,{"d":2,"e":3}],"f":"x"}}""", """{"b":{"f":"x","c":[1,{"e":3,"d":2}]},"a":1}""")]
    [InlineData("""{"a":1,"b":2}""", """{ "b" : 2 , "a" : 1 }""")]
    [InlineData("""{"a":"<é/😀>"}""", """{"a":"\u003c\u00e9\/\ud83d\ude00\u003e"}""")]
    [InlineData("""{"é":1,"<":2}""", """{"\u003c":2,"\u00e9":1}""")]
    [InlineData("""{"a":[1.50,1e3,100,-0,1.0]}""", """{"a":[1.5,1000,1e2,0,1]}""")]
    [InlineData("""{"a":[1e21,0.0000001]}""", """{"a":[1e+21,1e-7]}""")]
    [InlineData("""{"a":9223372036854775808}""", """{"a":9223372036854776000}""")]
    [InlineData("""{"metadata":{"name":"a","creationTimestamp":null,"labels":{},"finalizers":[],"namespace":""}}""", """{"metadata":{"name":"a"}}""")]
    public void What_means_the_same_has_one_hash(string left, string right) => Assert.Equal(Of(left), Of(right));

    [Theory]
    [InlineData("""{"a":1}""", """{"a":"1"}""")]
    [InlineData("""{"a":1}""", """{"a":2}""")]
    [InlineData("""{"a":null}""", """{}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""")]
    [InlineData("""{"a":[]}""", """{"a":{}}""")]
    [InlineData("""{"a":{"b":1},"c":2}""", """{"a":{"b":1,"c":2}}""")]
    [InlineData("""{"a":"b","c":"d"}""", """{"a":"d","c":"b"}""")]
    [InlineData("""{"a":true}""", """{"a":false}""")]
    [InlineData("""{"a":9007199254740993}""", """{"a":9007199254740992}""")]
    [InlineData("""{"spec":{"metadata":{"labels":{}}}}""", """{"spec":{"metadata":{}}}""")]
    [InlineData("""{"}":1}""", """{}""")]
    public void What_differs_has_another_hash(string left, string right) => Assert.NotEqual(Of(left), Of(right));

    [Fact]
    public void A_list_and_the_array_of_it_hash_alike()
    {
        string[] manifests = ["""{"b":1,"a":{"y":[],"x":{}}}""", """{"a":"x"}""", """{"metadata":{"labels":{},"name":"n"},"kind":"K"}"""];
        string list = ManifestHash.Of(manifests.Select(manifest => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(manifest)));
        Assert.Equal(list, ManifestHash.Of(Encoding.UTF8.GetBytes($"[ {string.Join(" , ", manifests)} ]")));
        Assert.Matches("^[0-9a-f]{16}$", list);
    }

    [Fact]
    public void The_order_of_manifests_counts() =>
        Assert.NotEqual(ManifestHash.Of("""[{"a":1},{"b":2}]"""u8), ManifestHash.Of("""[{"b":2},{"a":1}]"""u8));

    [Fact]
    public void No_manifests_have_a_hash_too()
    {
        string none = ManifestHash.Of(""u8);
        Assert.Equal(none, ManifestHash.Of("[]"u8));
        Assert.Equal(none, ManifestHash.Of("null"u8));
        Assert.NotEqual(none, ManifestHash.Of("[null]"u8));
    }

    [Fact]
    public void A_set_has_the_hash_that_the_hub_s_copy_of_it_has()
    {
        ManifestSet set = Samples.Read(Samples.Deployment + "---\n" + Samples.ConfigMap);
        const string FromHub = """
            [{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop"},"spec":{"replicas":2}},
             {"apiVersion":"v1","data":{"a":"b"},"kind":"ConfigMap","metadata":{"name":"settings","namespace":"shop"}}]
            """;
        Assert.Equal(ManifestHash.Of(Encoding.UTF8.GetBytes(FromHub)), set.Hash);
    }

    [Fact]
    public void Any_order_of_members_gives_the_same_hash() =>
        Prop.ForAll(Gen.Sized(size => Value(Math.Min(size, 20))).Zip(Gen.Choose(0, int.MaxValue)).ToArbitrary(), sample =>
            Of(sample.Item1?.ToJsonString() ?? "null") == Of(Shuffle(sample.Item1, new Random(sample.Item2))?.ToJsonString() ?? "null"))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static string Of(string manifest) => ManifestHash.Of(Encoding.UTF8.GetBytes($"[{manifest}]"));

    private static JsonNode? Shuffle(JsonNode? node, Random random)
    {
        switch (node)
        {
            case JsonObject members:
                KeyValuePair<string, JsonNode?>[] order = [.. members];
                random.Shuffle(order);
                return new JsonObject(order.Select(member => KeyValuePair.Create(member.Key, Shuffle(member.Value, random))));
            case JsonArray items:
                return new JsonArray([.. items.Select(item => Shuffle(item, random))]);
            default:
                return node?.DeepClone();
        }
    }

    private static Gen<JsonNode?> Value(int size)
    {
        Gen<JsonNode?> single = Gen.Elements("1", "\"x\"", "null", "\"\\n\"", "{}", "[]", "1.5e3").Select(text => JsonNode.Parse(text));
        if (size <= 0)
        {
            return single;
        }

        Gen<JsonNode?> list = Value(size / 3).ListOf().Select(items => (JsonNode?)new JsonArray([.. items.Take(4)]));
        Gen<JsonNode?> mapping = Gen.Elements("a", "b", "ab", "metadata", "é", "\n", "", "}", "z").Zip(Value(size / 3)).ListOf().Select(members =>
        {
            var made = new JsonObject();
            foreach ((string name, JsonNode? value) in members)
            {
                made[name] = value;
            }

            return (JsonNode?)made;
        });
        return Gen.OneOf(single, list, mapping, mapping);
    }
}
