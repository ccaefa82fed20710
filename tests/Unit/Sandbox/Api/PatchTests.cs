using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Patching;
using OcmPowerShell.Sandbox.Kinds.Kubernetes;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Api;

public sealed class PatchTests
{
    private static readonly string[] Names = ["a", "b", "spec", "x/y", "~", ""];

    private static readonly string[] Operations = ["add", "remove", "replace", "move", "copy", "test", "nonsense"];

    private static readonly string[] Pointers = ["", "/", "/a", "/a/b", "/a/0", "/a/-", "/a/00", "/x~1y", "/~0", "a", "/spec/b/1", "/b/-1"];

    // The examples of RFC 7396.
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", """{}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("""[1,2]""", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("""{}""", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void A_merge_patch_does_what_the_standard_says(string target, string patch, string expected) =>
        AssertSame(expected, MergePatch.Apply(JsonNode.Parse(target), JsonNode.Parse(patch)));

    // The examples of RFC 6902, and the corners of its pointers.
    [Theory]
    [InlineData("""{"foo":"bar"}""", """[{"op":"add","path":"/baz","value":"qux"}]""", """{"baz":"qux","foo":"bar"}""")]
    [InlineData("""{"foo":["bar","baz"]}""", """[{"op":"add","path":"/foo/1","value":"qux"}]""", """{"foo":["bar","qux","baz"]}""")]
    [InlineData("""{"foo":["bar"]}""", """[{"op":"add","path":"/foo/-","value":["abc"]}]""", """{"foo":["bar",["abc"]]}""")]
    [InlineData("""{"baz":"qux","foo":"bar"}""", """[{"op":"remove","path":"/baz"}]""", """{"foo":"bar"}""")]
    [InlineData("""{"foo":["a","b","c"]}""", """[{"op":"remove","path":"/foo/1"}]""", """{"foo":["a","c"]}""")]
    [InlineData("""{"a":1}""", """[{"op":"replace","path":"/a","value":null}]""", """{"a":null}""")]
    [InlineData("""{"foo":{"bar":1},"qux":{}}""", """[{"op":"move","from":"/foo/bar","path":"/qux/thud"}]""", """{"foo":{},"qux":{"thud":1}}""")]
    [InlineData("""{"foo":["a","b","c"]}""", """[{"op":"move","from":"/foo/0","path":"/foo/2"}]""", """{"foo":["b","c","a"]}""")]
    [InlineData("""{"a":{"b":1}}""", """[{"op":"copy","from":"/a","path":"/c"}]""", """{"a":{"b":1},"c":{"b":1}}""")]
    [InlineData("""{"a/b":1,"m~n":2}""", """[{"op":"test","path":"/a~1b","value":1},{"op":"test","path":"/m~0n","value":2}]""", """{"a/b":1,"m~n":2}""")]
    [InlineData("""{"a":1}""", """[{"op":"replace","path":"","value":{"b":2}}]""", """{"b":2}""")]
    public void A_json_patch_does_what_the_standard_says(string target, string patch, string expected) =>
        AssertSame(expected, JsonPatch.Apply(JsonNode.Parse(target), JsonNode.Parse(patch)));

    [Theory]
    [InlineData("""[{"op":"remove","path":"/b"}]""")]
    [InlineData("""[{"op":"replace","path":"/b","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/a/3","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/a/01","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/b/c","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/a/0"}]""")]
    [InlineData("""[{"op":"test","path":"/a/0","value":"1"}]""")]
    [InlineData("""[{"op":"move","from":"/a","path":"/a/0"}]""")]
    [InlineData("""[{"op":"jump","path":"/a"}]""")]
    [InlineData("""[{"path":"/a"}]""")]
    [InlineData("""["remove"]""")]
    public void A_json_patch_that_does_not_fit_is_unprocessable(string patch)
    {
        ApiException refusal = Assert.Throws<ApiException>(() => JsonPatch.Apply(JsonNode.Parse("""{"a":[1]}"""), JsonNode.Parse(patch)));
        Assert.Equal(422, refusal.Code);
    }

    [Fact]
    public void A_patch_that_copies_a_value_into_itself_again_and_again_is_stopped()
    {
        string wide = string.Join(',', Enumerable.Repeat("""{"op":"copy","from":"/a","path":"/a/-"}""", 40));
        string deep = string.Join(',', Enumerable.Repeat("""{"op":"copy","from":"","path":"/b"}""", 300));
        Assert.Throws<ApiException>(() => JsonPatch.Apply(JsonNode.Parse("""{"a":["x"]}"""), JsonNode.Parse($"[{wide}]")));
        Assert.Throws<ApiException>(() => JsonPatch.Apply(JsonNode.Parse("""{"a":1}"""), JsonNode.Parse($"[{deep}]")));
    }

    [Fact]
    public void A_strategic_merge_patch_understands_the_directives_for_lists_of_texts()
    {
        var target = (JsonObject)JsonNode.Parse("""{"metadata":{"finalizers":["a","b"],"labels":{"x":"1","y":"2"}}}""")!;
        var patch = (JsonObject)JsonNode.Parse("""
            {"metadata":{"$setElementOrder/finalizers":["b","c"],"$deleteFromPrimitiveList/finalizers":["a"],"finalizers":["c"],"labels":{"x":null}}}
            """)!;
        AssertSame("""{"metadata":{"finalizers":["b","c"],"labels":{"y":"2"}}}""", StrategicMergePatch.Apply(WorkloadKinds.Deployment.Schema, target, patch));
    }

    [Theory]
    [InlineData(
        """{"containers":[{"name":"a","image":"a:1","env":[{"name":"X","value":"1"}]},{"name":"b","image":"b:1"}]}""",
        """{"containers":[{"name":"a","env":[{"name":"Y","value":"2"}]}]}""",
        """{"containers":[{"name":"a","image":"a:1","env":[{"name":"X","value":"1"},{"name":"Y","value":"2"}]},{"name":"b","image":"b:1"}]}""")]
    [InlineData(
        """{"containers":[{"name":"a"},{"name":"b"}]}""",
        """{"containers":[{"name":"a","$patch":"delete"},{"name":"c"}],"$setElementOrder/containers":[{"name":"c"},{"name":"b"}]}""",
        """{"containers":[{"name":"c"},{"name":"b"}]}""")]
    [InlineData(
        """{"containers":[{"name":"a"},{"name":"b"}]}""",
        """{"containers":[{"$patch":"replace"},{"name":"c"}]}""",
        """{"containers":[{"name":"c"}]}""")]
    [InlineData(
        """{"tolerations":[{"key":"a"}],"nodeSelector":{"a":"1"}}""",
        """{"tolerations":[{"key":"b"}],"nodeSelector":{"b":"2"}}""",
        """{"tolerations":[{"key":"b"}],"nodeSelector":{"a":"1","b":"2"}}""")]
    [InlineData(
        """{"volumes":[{"name":"v","emptyDir":{}}]}""",
        """{"volumes":[{"name":"v","$retainKeys":["name","secret"],"secret":{"secretName":"s"}}]}""",
        """{"volumes":[{"name":"v","secret":{"secretName":"s"}}]}""")]
    [InlineData(
        """{"containers":[{"name":"a","ports":[{"containerPort":80,"protocol":"TCP"}]}]}""",
        """{"containers":[{"name":"a","ports":[{"containerPort":80,"name":"web"},{"containerPort":81}]}]}""",
        """{"containers":[{"name":"a","ports":[{"containerPort":80,"protocol":"TCP","name":"web"},{"containerPort":81}]}]}""")]
    [InlineData("""{"dnsConfig":{"searches":["a"]}}""", """{"dnsConfig":{"$patch":"replace","nameservers":["b"]}}""", """{"dnsConfig":{"nameservers":["b"]}}""")]
    [InlineData("""{"dnsConfig":{"searches":["a"]},"hostname":"h"}""", """{"dnsConfig":{"$patch":"delete"}}""", """{"hostname":"h"}""")]
    public void A_strategic_merge_patch_tells_items_apart_as_their_kind_does(string pod, string patch, string expected) => AssertSame(
        expected,
        StrategicMergePatch.Apply(PodShapes.Spec, (JsonObject)JsonNode.Parse(pod)!, (JsonObject)JsonNode.Parse(patch)!));

    [Theory]
    [InlineData("""{"containers":[{"image":"a"}]}""")]
    [InlineData("""{"containers":["a"]}""")]
    [InlineData("""{"$patch":"jump"}""")]
    [InlineData("""{"$setElementOrder/containers":1}""")]
    [InlineData("""{"$deleteFromPrimitiveList/containers":1}""")]
    [InlineData("""{"$retainKeys":1}""")]
    [InlineData("""{"$retainKeys":["a"],"b":1}""")]
    public void A_strategic_merge_patch_that_makes_no_sense_is_refused(string patch)
    {
        ApiException refusal = Assert.Throws<ApiException>(() => StrategicMergePatch.Apply(PodShapes.Spec, [], (JsonObject)JsonNode.Parse(patch)!));
        Assert.True(refusal.Code is 400 or 422);
    }

    [Fact]
    public void Any_merge_patch_applied_twice_is_the_same_as_once() =>
        Check(Pairs(), pair => JsonText.Same(
            MergePatch.Apply(pair.Item1, pair.Item2), MergePatch.Apply(MergePatch.Apply(pair.Item1, pair.Item2), pair.Item2)));

    [Fact]
    public void No_merge_patch_changes_its_arguments_or_leaves_a_null_it_brought() =>
        Check(Pairs(), pair =>
        {
            string target = Text(pair.Item1);
            string patch = Text(pair.Item2);
            JsonNode? result = MergePatch.Apply(pair.Item1, pair.Item2);
            bool keepsNull = pair.Item2 is JsonObject changes && changes.Any(change => change.Value is null && (result as JsonObject)!.ContainsKey(change.Key));
            return target == Text(pair.Item1) && patch == Text(pair.Item2) && !keepsNull;
        });

    [Fact]
    public void An_empty_merge_patch_changes_no_object() =>
        Check(Values(3).Where(value => value is JsonObject), value => JsonText.Same(value, MergePatch.Apply(value, new JsonObject())));

    [Fact]
    public void Any_json_patch_gives_a_result_or_a_refusal_and_leaves_its_target_alone() =>
        Check(Gen.Zip(Values(3), JsonPatches()), pair =>
        {
            string before = Text(pair.Item1);
            try
            {
                JsonPatch.Apply(pair.Item1, pair.Item2);
            }
            catch (ApiException)
            {
                // A refusal is an answer.
            }

            return before == Text(pair.Item1);
        });

    [Fact]
    public void Any_bytes_are_json_or_a_syntax_error()
    {
        string[] fragments = ["{", "}", "[", "]", ":", ",", "\"", "\"a\"", "\\u00", "\\ud800", "1", "-", "1e999", "null", "tru", " ", "\u00e9", "//"];
        Gen<byte[]> pieces = Gen.ArrayOf(Gen.Elements(fragments)).Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts)));
        Gen<byte[]> bytes = Gen.OneOf(pieces, ArbMap.Default.GeneratorFor<byte[]>());
        Check(bytes, input =>
        {
            try
            {
                JsonNode? value = JsonText.Parse(input, []);
                return JsonText.Same(value, JsonText.Parse(JsonText.Sorted(value)));
            }
            catch (JsonSyntaxException)
            {
                return true;
            }
        });
    }

    private static void Check<T>(Gen<T> generator, Func<T, bool> holds) =>
        Prop.ForAll(generator.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(20));

    private static Gen<(JsonNode?, JsonNode?)> Pairs() => Gen.Zip(Values(3), Values(3));

    private static Gen<JsonNode?> Values(int depth)
    {
        Gen<JsonNode?> scalar = Gen.OneOf(
            Gen.Constant<JsonNode?>(null),
            Gen.Choose(0, 3).Select(number => (JsonNode?)JsonValue.Create(number)),
            Gen.Elements(Names).Select(text => (JsonNode?)JsonValue.Create(text)));
        if (depth == 0)
        {
            return scalar;
        }

        Gen<JsonNode?> list = Gen.ListOf(Values(depth - 1), 2).Select(items => (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())]));
        Gen<JsonNode?> map = Gen.ListOf(Gen.Zip(Gen.Elements(Names), Values(depth - 1)), 3).Select(members =>
            (JsonNode?)new JsonObject(members.DistinctBy(member => member.Item1)
                .Select(member => KeyValuePair.Create(member.Item1, member.Item2?.DeepClone()))));
        return Gen.Frequency((1, scalar), (1, list), (3, map));
    }

    private static Gen<JsonNode?> JsonPatches()
    {
        Gen<JsonNode?> operation =
            from op in Gen.Elements(Operations)
            from path in Gen.Elements(Pointers)
            from source in Gen.Elements(Pointers)
            from value in Values(2)
            select (JsonNode?)new JsonObject { ["op"] = op, ["path"] = path, ["from"] = source, ["value"] = value?.DeepClone() };
        return Gen.OneOf(
            Gen.ArrayOf(operation).Select(operations => (JsonNode?)new JsonArray([.. operations.Select(one => one?.DeepClone())])),
            Values(3));
    }

    private static string Text(JsonNode? value) => Encoding.UTF8.GetString(JsonText.Sorted(value));

    private static void AssertSame(string expected, JsonNode? actual) => Assert.Equal(Text(JsonNode.Parse(expected)), Text(actual));
}
