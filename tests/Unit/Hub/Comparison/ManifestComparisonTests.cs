using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Comparison;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Comparison;

/// <summary>What people read of a comparison.</summary>
public sealed class ManifestComparisonTests
{
    private const string Deployment = """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop","annotations":{"a.b/c":"1"}},
         "spec":{"replicas":2,"template":{"spec":{"containers":[{"name":"web","image":"nginx:1","args":["-v"]},{"name":"log","image":"fluent:1"}]}}}}
        """;

    [Theory]
    [InlineData("\"replicas\":2", "\"replicas\":3", "Changed spec.replicas 2 3")]
    [InlineData("\"replicas\":2", "\"replicas\":\"2\"", "Changed spec.replicas 2 \"2\"")]
    [InlineData("\"replicas\":2,", "", "Removed spec.replicas 2 null")]
    [InlineData("\"replicas\":2", "\"replicas\":null", "Changed spec.replicas 2 null")]
    [InlineData("\"a.b/c\":\"1\"", "\"a.b/c\":\"2\"", "Changed metadata.annotations[\"a.b/c\"] \"1\" \"2\"")]
    [InlineData("nginx:1", "nginx:2", "Changed spec.template.spec.containers[name=web].image \"nginx:1\" \"nginx:2\"")]
    [InlineData("[\"-v\"]", "[\"-v\",\"-x\"]", "Added spec.template.spec.containers[name=web].args[1] null \"-x\"")]
    [InlineData("""[{"name":"web",""", """[{"name":"new"},{"name":"web",""", """Added spec.template.spec.containers[name=new] null {"name":"new"}""")]
    [InlineData("apps/v1", "apps/v2", "Changed apiVersion \"apps/v1\" \"apps/v2\"")]
    [InlineData("\"replicas\":2", "\"replicas\":2.0", "")]
    [InlineData("\"name\":\"web\",\"namespace\"", "\"creationTimestamp\":null,\"labels\":{},\"managedFields\":[{}],\"uid\":\"1\",\"resourceVersion\":\"2\",\"generation\":3,\"name\":\"web\",\"namespace\"", "")]
    [InlineData("\"template\":{", "\"template\":{\"metadata\":{\"creationTimestamp\":null,\"labels\":{}},", "Added spec.template.metadata null {\"labels\":{}}")]
    [InlineData("\"kind\"", "\"status\":{},\"kind\"", "")]
    [InlineData("\"kind\"", "\"status\":{\"loadBalancer\":{}},\"kind\"", "")]
    [InlineData("\"kind\"", "\"status\":{\"replicas\":2},\"kind\"", "Added status null {\"replicas\":2}")]
    public void A_difference_is_told_by_field(string part, string other, string expected)
    {
        string changed = Deployment.Replace(part, other, StringComparison.Ordinal);
        Assert.NotEqual(Deployment, changed);
        Assert.Equal(expected, string.Join('\n', Compare([Deployment], [changed])));
    }

    [Fact]
    public void Elements_that_change_places_are_told_as_that() => Assert.Equal(
        ["""Changed spec.c[*].name ["a","b"] ["b","a"]"""],
        Compare(["""{"kind":"K","spec":{"c":[{"name":"a","v":1},{"name":"b"}]}}"""], ["""{"kind":"K","spec":{"c":[{"name":"b"},{"name":"a","v":1}]}}"""]));

    [Fact]
    public void Lists_with_no_element_in_common_are_compared_by_position() => Assert.Equal(
        ["Changed spec.ports[0].port 80 8080"],
        Compare(["""{"kind":"K","spec":{"ports":[{"port":80}]}}"""], ["""{"kind":"K","spec":{"ports":[{"port":8080}]}}"""]));

    [Fact]
    public void A_manifest_that_one_side_lacks_is_one_difference()
    {
        const string Other = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}""";
        Assert.Equal([$"Added (ConfigMap a)  null {Other}"], Compare([Deployment], [Deployment, Other], withManifest: true));
        Assert.Equal([$"Removed (ConfigMap a)  {Other} null"], Compare([Other, Deployment], [Deployment], withManifest: true));
    }

    [Fact]
    public void The_same_object_in_another_version_is_compared_with_it() => Assert.Equal(
        ["Changed apiVersion \"batch/v1beta1\" \"batch/v1\""],
        Compare(["""{"apiVersion":"batch/v1beta1","kind":"CronJob","metadata":{"name":"a"}}"""], ["""{"apiVersion":"batch/v1","kind":"CronJob","metadata":{"name":"a"}}"""]));

    [Fact]
    public void Manifests_in_another_order_are_told() => Assert.Equal(
        ["""Changed () spec.workload.manifests ["A x","B.g y"] ["B.g y","A x"]"""],
        Compare(["""{"kind":"A","metadata":{"name":"x"}}""", """{"kind":"B","apiVersion":"g/v1","metadata":{"name":"y"}}"""],
            ["""{"kind":"B","apiVersion":"g/v1","metadata":{"name":"y"}}""", """{"kind":"A","metadata":{"name":"x"}}"""], withManifest: true));

    [Fact]
    public void An_object_that_a_work_holds_twice_is_compared_twice() => Assert.Equal(
        ["Changed spec 2 3"],
        Compare(["""{"kind":"A","spec":1}""", """{"kind":"A","spec":2}"""], ["""{"kind":"A","spec":1}""", """{"kind":"A","spec":3}"""]));

    [Theory]
    [InlineData("""{"kind":"Secret","data":{"k":"SECRET1"}}""", """{"kind":"Secret","data":{"k":"SECRET2"}}""", "Changed data.k ******** ********")]
    [InlineData("""{"kind":"Secret"}""", """{"kind":"Secret","stringData":{"k":"SECRET2"}}""", """Added stringData null {"k":"********"}""")]
    [InlineData("""{"kind":"Secret","data":"SECRET1"}""", """{"kind":"Secret","data":["SECRET2",{"a":"SECRET3"}]}""", """Changed data ******** ["********",{"a":"********"}]""")]
    [InlineData("""{"kind":"X","a":1}""", """{"kind":"X","a":{"kind":"Secret","data":{"k":"SECRET"}}}""", """Changed a 1 {"kind":"Secret","data":{"k":"********"}}""")]
    [InlineData("""{"kind":"X","a":[{"kind":"Secret","data":{"k":"SECRET1"}}]}""", """{"kind":"X","a":[{"kind":"Secret","data":{"k":"SECRET2"}}]}""", "Changed a[0].data.k ******** ********")]
    [InlineData("""{"kind":"X","a":{"kind":"Secret","data":{"k":"SECRET1"}}}""", """{"kind":"X","a":{"kind":"ConfigMap","data":{"k":"SECRET2"}}}""", "Changed a.data.k ******** ********\nChanged a.kind \"Secret\" \"ConfigMap\"")]
    [InlineData(
        """{"kind":"Secret","metadata":{"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"SECRET1","b":"1"}}}""",
        """{"kind":"Secret","metadata":{"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"SECRET2","b":"2"}}}""",
        "Changed metadata.annotations.b \"1\" \"2\"\nChanged metadata.annotations[\"kubectl.kubernetes.io/last-applied-configuration\"] ******** ********")]
    [InlineData(
        """{"kind":"Secret","metadata":{"name":"a"}}""",
        """{"kind":"Secret","metadata":{"name":"a","annotations":{"kubectl.kubernetes.io/last-applied-configuration":"SECRET2"}}}""",
        """Added metadata.annotations null {"kubectl.kubernetes.io/last-applied-configuration":"********"}""")]
    public void What_a_Secret_keeps_is_not_shown_but_that_it_differs_is(string hub, string file, string expected)
    {
        string told = string.Join('\n', Compare([hub], [file]));
        Assert.Equal(expected.Replace("\"********\"", "********"), told.Replace("\"********\"", "********"));
        Assert.DoesNotContain("SECRET", told);
    }

    [Fact]
    public void A_whole_Secret_that_one_side_lacks_is_told_without_what_it_keeps()
    {
        string told = Assert.Single(Compare([], ["""{"kind":"Secret","metadata":{"name":"s"},"data":{"k":"SECRET"},"type":"Opaque"}"""]));
        Assert.Contains("Opaque", told);
        Assert.DoesNotContain("SECRET", told);
    }

    [Theory]
    [InlineData("1", 1L)]
    [InlineData("1.0", 1L)]
    [InlineData("1.5", 1.5)]
    [InlineData("\"1\"", "1")]
    [InlineData("true", true)]
    [InlineData("null", null)]
    [InlineData("""{"a":[1,"é<"]}""", """{"a":[1,"é<"]}""")]
    [InlineData("1e400", "1e400")]
    public void Values_have_the_types_that_scripts_compare_with(string json, object? expected) => Assert.Equal(expected, JsonScalar.ToObject(JsonNode.Parse(json)));

    [Fact]
    public void Deep_manifests_are_compared()
    {
        string deep = string.Concat(Enumerable.Repeat("{\"a\":", 900)) + "1" + new string('}', 900);
        FieldChange change = Assert.Single(JsonDifference.Between(Parse(deep), Parse(deep.Replace("1", "2"))));
        Assert.Equal(900, change.Path.Count);
    }

    private static JsonObject Parse(string json) => JsonNodeExtensions.ParseObject(System.Text.Encoding.UTF8.GetBytes(json));

    private static string[] Compare(string[] hub, string[] file, bool withManifest = false)
    {
        JsonNode[] left = Array.ConvertAll(hub, Parse);
        JsonNode[] right = Array.ConvertAll(file, Parse);
        Array.ForEach([.. left, .. right], ServerFields.Remove);
        return
        [
            .. ManifestComparison.Between(left, right).Select(difference =>
            {
                FieldChange field = difference.Field;
                string manifest = withManifest ? $" ({difference.Identity})" : "";
                return $"{field.Change}{manifest} {FieldStep.PathOf(field.Path)} {Text(field.HubValue, field)} {Text(field.FileValue, field)}";
            }),
        ];
    }

    private static string Text(JsonNode? value, FieldChange field) =>
        SecretMask.Show(value, field.Secrecy) is { } shown ? System.Text.Encoding.UTF8.GetString(shown.ToUtf8Bytes()) : "null";
}
