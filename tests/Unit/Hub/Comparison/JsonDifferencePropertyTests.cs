using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using OcmPowerShell.Hub.Comparison;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Comparison;

/// <summary>What a comparison tells is all that differs, and nothing else.</summary>
public sealed class JsonDifferencePropertyTests
{
    [Fact]
    public void The_differences_applied_to_one_side_give_the_other() => ForAllPairs((hub, file) =>
    {
        IReadOnlyList<FieldChange> changes = JsonDifference.Between(hub, file);
        AssertSame(file, changes.Applied(hub));
        AssertSame(hub, changes.Reversed().Applied(file));
    });

    [Fact]
    public void The_pairs_of_these_tests_differ_in_every_way()
    {
        HashSet<(FieldStepKind, DifferenceKind)> ways = [];
        for (int seed = 0; seed < 1500; seed++)
        {
            var random = new RandomJson(seed);
            JsonNode? hub = random.Value(5);
            ways.UnionWith(JsonDifference.Between(hub, random.Changed(hub, 5)).Where(change => change.Path.Count > 0).Select(change => (change.Path[^1].Kind, change.Change)));
        }

        // An element of a list of objects is changed by its members, and the order of such a list only as a whole.
        Assert.Equal(
            [
                (FieldStepKind.Member, DifferenceKind.Added), (FieldStepKind.Member, DifferenceKind.Removed), (FieldStepKind.Member, DifferenceKind.Changed),
                (FieldStepKind.Element, DifferenceKind.Added), (FieldStepKind.Element, DifferenceKind.Removed), (FieldStepKind.Element, DifferenceKind.Changed),
                (FieldStepKind.Keyed, DifferenceKind.Added), (FieldStepKind.Keyed, DifferenceKind.Removed), (FieldStepKind.Order, DifferenceKind.Changed),
            ],
            ways.Order());
    }

    [Fact]
    public void There_is_a_difference_exactly_where_the_hashes_differ() => ForAllPairs((hub, file) =>
        Assert.Equal(HashOf(hub) == HashOf(file), JsonDifference.Between(hub, file).Count == 0));

    [Fact]
    public void What_is_the_same_but_written_otherwise_has_none() => ForAllSeeds(seed =>
    {
        var random = new RandomJson(seed);
        JsonNode? value = random.Value(5);
        Assert.Empty(JsonDifference.Between(value, random.Rewritten(value)));
    });

    [Fact]
    public void Every_path_can_be_read_back_and_is_told_once() => ForAllPairs((hub, file) =>
    {
        IReadOnlyList<FieldChange> changes = JsonDifference.Between(hub, file);
        foreach (FieldChange change in changes)
        {
            Assert.Equal(change.Path, PathParser.Parse(FieldStep.PathOf(change.Path)));
        }

        Assert.Equal(changes.Count, changes.Select(change => FieldStep.PathOf(change.Path)).Distinct().Count());
    });

    [Fact]
    public void The_order_in_which_members_are_written_does_not_change_what_is_told() => ForAllSeeds(seed =>
    {
        var random = new RandomJson(seed);
        JsonNode? hub = random.Value(5);
        JsonNode? file = random.Changed(hub, 5);
        Assert.Equal(TextOf(JsonDifference.Between(hub, file)), TextOf(JsonDifference.Between(random.Rewritten(hub), random.Rewritten(file))));
    });

    [Fact]
    public void Lists_of_manifests_too_give_each_other() => ForAllSeeds(seed =>
    {
        var random = new Random(seed);
        JsonNode?[] hub = Manifests(random, seed);
        JsonNode?[] file = [.. hub.Where(_ => random.Next(5) > 0).Select(manifest => manifest?.DeepClone()), .. Manifests(random, seed + 1).Take(1)];
        if (random.Next(2) == 0)
        {
            random.Shuffle(file);
        }

        bool same = ManifestHash.Of(hub.Select(Bytes)) == ManifestHash.Of(file.Select(Bytes));
        Assert.Equal(same, !ManifestComparison.Between(hub, file).Any());
        Assert.Equal(same, !ManifestComparison.Between(file, hub).Any());
    });

    private static string TextOf(IEnumerable<FieldChange> changes) =>
        string.Join('\n', changes.Select(change => $"{change.Change} {FieldStep.PathOf(change.Path)} {HashOf(change.HubValue)} {HashOf(change.FileValue)}"));

    private static JsonNode?[] Manifests(Random random, int seed) =>
    [
        .. Enumerable.Range(0, random.Next(5)).Select(index => new JsonObject
        {
            ["apiVersion"] = random.Next(2) == 0 ? "v1" : "apps/v1",
            ["kind"] = "Thing",
            ["metadata"] = new JsonObject { ["name"] = $"n{random.Next(3)}" },
            ["spec"] = new RandomJson(seed + (7 * index)).Value(2),
        }),
    ];

    // Numbers and members have one form in a hash.
    private static string HashOf(JsonNode? value) => ManifestHash.Of(Encoding.UTF8.GetBytes($$"""[{"value":{{value?.ToJsonString() ?? "null"}}}]"""));

    private static ReadOnlyMemory<byte> Bytes(JsonNode? manifest) => Encoding.UTF8.GetBytes(manifest!.ToJsonString());

    private static void AssertSame(JsonNode? expected, JsonNode? actual) => Assert.True(
        HashOf(expected) == HashOf(actual), $"Expected {expected?.ToJsonString() ?? "null"}, got {actual?.ToJsonString() ?? "null"}");

    private static void ForAllPairs(Action<JsonNode?, JsonNode?> holds) => ForAllSeeds(seed =>
    {
        var random = new RandomJson(seed);
        JsonNode? hub = random.Value(5);
        holds(hub, random.Changed(hub, 5));
    });

    private static void ForAllSeeds(Action<int> holds) => Prop.ForAll(Gen.Choose(0, int.MaxValue - 100).ToArbitrary(), seed =>
    {
        holds(seed);
        return true;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1500));
}
