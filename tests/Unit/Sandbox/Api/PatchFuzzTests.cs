using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using OcmPowerShell.Sandbox.Store;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Api;

/// <summary>Patches that are well-formed but odd, against objects that are odd too.</summary>
public sealed class PatchFuzzTests
{
    private const string Namespaces = "/api/v1/namespaces/target";
    private const string Works = ApiCaller.Works + "/target";

    private static readonly string[] Names =
    [
        "apiVersion", "kind", "metadata", "name", "namespace", "labels", "annotations", "finalizers", "generation", "uid", "resourceVersion", "creationTimestamp",
        "deletionTimestamp", "managedFields", "ownerReferences", "spec", "status", "workload", "manifests", "manifestConfigs", "conditions", "phase", "type",
        "deleteOption", "resourceIdentifier", "feedbackRules", "updateStrategy", "fieldsV1", "f:spec", "k:{}", "$patch", "$retainKeys", "$setElementOrder/finalizers",
        "$deleteFromPrimitiveList/finalizers", "a/b", "~", "", "é", "\0",
    ];

    private static readonly string[] Texts =
    [
        "", "a", "target", "v1", "Namespace", "ManifestWork", "work.open-cluster-management.io/v1", "example.com/f", "kubernetes", "delete", "replace", "merge", "Orphan",
        "0", "1", "2026-01-01T00:00:00Z", "True", new string('x', 300), "\ud83d\ude00",
    ];

    /// <summary>Patches that make sense, to which odd members are added.</summary>
    private static readonly string[] Likely =
    [
        """{"metadata":{"labels":{"a":"c","d":null}}}""", """{"metadata":{"annotations":{"x":"y"}}}""", """{"metadata":{"finalizers":["example.com/f","example.com/g"]}}""",
        """{"metadata":{"finalizers":null}}""", """{"spec":{"deleteOption":{"propagationPolicy":"Orphan"}}}""", """{"spec":{"workload":{"manifests":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b"}}]}}}""",
        """{"spec":{"manifestConfigs":null}}""", """{"status":{"conditions":[{"type":"Odd","status":"True","reason":"r","message":"","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}""",
        """{"status":{"phase":"Terminating"}}""", """{"metadata":{"managedFields":[]}}""", """{"metadata":{"labels":null}}""", "{}",
    ];

    private static readonly string[] Pointers =
    [
        "", "/", "/metadata", "/metadata/labels", "/metadata/labels/a", "/metadata/finalizers/0", "/metadata/finalizers/-", "/metadata/managedFields", "/metadata/name",
        "/metadata/resourceVersion", "/spec", "/spec/workload/manifests/0", "/spec/workload/manifests/-", "/spec/workload", "/status", "/status/conditions", "/kind", "/a~1b", "/~0", "/x/y/z", "spec",
    ];

    private static readonly string[] Types =
    [
        "application/merge-patch+json", "application/json-patch+json", "application/strategic-merge-patch+json", "application/apply-patch+yaml",
    ];

    [Fact]
    public void No_patch_makes_the_server_fail_and_a_refused_one_changes_nothing()
    {
        var cases =
            from seed in Value(3)
            from patch in Gen.Elements(Types).SelectMany(type => (type.Contains("json-patch", StringComparison.Ordinal) ? Operations() : Gen.Frequency((1, ObjectOf(3)), (2, LikelyObject(type)))).Select(body => (Type: type, Body: body)))
            from target in Gen.Elements(Works, Works + "/status", Namespaces, Namespaces + "/status", Namespaces + "/finalize")
            from query in Gen.Elements("?fieldManager=m", "?fieldManager=m&force=true", "?fieldManager=m&dryRun=All", "?fieldManager=m&fieldValidation=Strict", "")
            select (Seed: seed, patch.Type, Body: patch.Body?.ToJsonString() ?? "null", Target: target + query);
        int refused = 0;
        int changed = 0;
        ApiCaller caller = New();
        Prop.ForAll(cases.ToArbitrary(), one =>
        {
            string before = Everything(caller);
            ApiCaller.Answer answer = caller.SendAsync("PATCH", one.Target, one.Body, ("Content-Type", one.Type)).WaitAsync(TimeSpan.FromSeconds(20)).GetAwaiter().GetResult();

            // A real server says 500 as well where an applied object has fields that its kind has not.
            bool isUntyped = answer.Status == 500 && answer.Message!.StartsWith("failed to create typed patch object", StringComparison.Ordinal);
            Assert.True(isUntyped || answer.Status is >= 200 and < 500, answer.Text);
            bool isSame = before == Everything(caller);
            if (answer.Status >= 400 || one.Target.Contains("dryRun", StringComparison.Ordinal))
            {
                Assert.True(isSame, $"{one.Type} {one.Target} {one.Body} was answered {answer.Status} and changed something.");
                refused++;
            }
            else if (!isSame)
            {
                // Another odd object for what follows.
                changed++;
                caller = changed % 20 == 0 ? New() : caller;
                caller.MergeAsync(Works + "?fieldManager=seed", new JsonObject { ["spec"] = one.Seed?.DeepClone() }.ToJsonString()).GetAwaiter().GetResult();
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(800).WithEndSize(8));
        Assert.True(refused > 100 && changed > 20, $"{refused} refused, {changed} changed: the cases say little.");
    }

    private static ApiCaller New()
    {
        var caller = new ApiCaller();
        caller.CreateAsync("target").GetAwaiter().GetResult();
        caller.SendAsync("POST", "/api/v1/namespaces", """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"target","labels":{"a":"b"},"finalizers":["example.com/f"]}}""").GetAwaiter().GetResult();
        return caller;
    }

    private static string Everything(ApiCaller caller)
    {
        ObjectStore store = caller.Api.Store;
        IEnumerable<StoredObject> objects = caller.Api.Table.All.SelectMany(definition => store.Read(definition.Type).Objects);
        return $"{store.Version}\n{string.Join('\n', objects.Select(item => System.Text.Encoding.UTF8.GetString(item.Json.Span)))}";
    }

    private static Gen<JsonNode?> Value(int depth) => depth == 0 ? Scalar() : Gen.Frequency((3, Scalar()), (3, ObjectOf(depth)), (1, ArrayOf(depth)));

    private static Gen<JsonNode?> Scalar() => Gen.Frequency(
        (5, Gen.Elements(Texts).Select(text => (JsonNode?)JsonValue.Create(text))),
        (1, Gen.Elements<long>(0, 1, -1, long.MaxValue).Select(number => (JsonNode?)JsonValue.Create(number))),
        (1, Gen.Elements(true, false).Select(flag => (JsonNode?)JsonValue.Create(flag))),
        (1, Gen.Constant<JsonNode?>(null)));

    private static Gen<JsonNode?> ObjectOf(int depth) =>
        from names in Gen.ArrayOf(Gen.Elements(Names))
        from values in Gen.ArrayOf(Value(depth - 1), names.Length)
        select (JsonNode?)new JsonObject(names.Zip(values).DistinctBy(pair => pair.First).Select(pair => KeyValuePair.Create(pair.First, pair.Second?.DeepClone())));

    private static Gen<JsonNode?> LikelyObject(string type) =>
        from text in Gen.Elements(Likely)
        from odd in Gen.Frequency((3, Gen.Constant<JsonNode?>(null)), (1, ObjectOf(2)))
        from isWork in Gen.Elements(true, false)
        select (JsonNode?)Complete(JsonNode.Parse(text)!.AsObject(), odd as JsonObject, type.Contains("apply", StringComparison.Ordinal), isWork);

    private static JsonObject Complete(JsonObject likely, JsonObject? odd, bool isApply, bool isWork)
    {
        foreach ((string name, JsonNode? value) in odd ?? [])
        {
            likely.TryAdd(name, value?.DeepClone());
        }

        if (isApply)
        {
            // Applied objects say what they are.
            likely["apiVersion"] = isWork ? "work.open-cluster-management.io/v1" : "v1";
            likely["kind"] = isWork ? "ManifestWork" : "Namespace";
        }

        return likely;
    }

    private static Gen<JsonNode?> ArrayOf(int depth) =>
        Gen.ArrayOf(Value(depth - 1)).Select(items => (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())]));

    private static Gen<JsonNode?> Operations()
    {
        Gen<JsonNode?> operation =
            from name in Gen.Elements("add", "add", "replace", "remove", "move", "copy", "test", "nonsense")
            from path in Gen.Elements(Pointers)
            from origin in Gen.Elements(Pointers)
            from value in Gen.Frequency((2, Scalar()), (1, Value(2)), (1, LikelyObject("")))
            select (JsonNode?)new JsonObject { ["op"] = name, ["path"] = path, ["from"] = origin, ["value"] = value?.DeepClone() };
        return Gen.Frequency((1, Gen.ArrayOf(operation)), (2, Gen.ArrayOf(operation, 1))).Select(items => (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())]));
    }
}
