using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Works;

/// <summary>How manifests that are too large for one work are spread over several.</summary>
public sealed class WorkPartsTests
{
    private const int Limit = 2000;

    private static readonly string[] Kinds = ["ConfigMap", "Secret", "Namespace", "Deployment"];

    /// <summary>Twice what was wanted: what the hub has, and what the files say now.</summary>
    private static readonly Arbitrary<(IReadOnlyList<(int Id, int Size)> Before, IReadOnlyList<(int Id, int Size)> Now)> Changes = (
        from before in Sets
        from now in Sets
        select (before, now)).ToArbitrary();

    private static Gen<IReadOnlyList<(int Id, int Size)>> Sets =>
        from ids in Gen.Choose(0, 24).ListOf(18)
        from sizes in Gen.Choose(0, 1500).ListOf(18)
        select (IReadOnlyList<(int, int)>)ids.Zip(sizes).DistinctBy(pair => pair.First).ToList();

    [Fact]
    public void What_fits_into_one_work_is_one_work_without_a_label()
    {
        ManifestSet set = Set((1, 10), (2, 10));
        WorkPart part = Assert.Single(WorkParts.Of("web", set));
        Assert.Equal("web", part.Name);
        Assert.Same(set, part.Manifests);
        Assert.Empty(part.Labels);
        Assert.Empty(part.MovedIn);
    }

    [Fact]
    public void The_first_part_has_the_name_and_the_others_numbers_and_all_have_the_label()
    {
        IReadOnlyList<WorkPart> parts = WorkParts.Of("web", Set((1, 1500), (5, 1500), (9, 1500)), limit: Limit);
        Assert.Equal(["web", "web-2", "web-3"], parts.Select(part => part.Name));
        Assert.All(parts, part => Assert.Equal("web", part.Labels[Ownership.PartOfLabel]));
    }

    [Fact]
    public void Namespaces_are_in_the_first_part_wherever_they_stand()
    {
        // The kinds go by the number: 2 and 6 are namespaces.
        IReadOnlyList<WorkPart> parts = WorkParts.Of("web", Set((1, 1500), (3, 1500), (2, 50), (6, 50)), limit: Limit);
        Assert.Equal([2, 6], Ids(parts[0]).Where(id => id % 4 == 2));
    }

    [Fact]
    public void A_manifest_larger_than_a_work_is_an_error_that_names_it()
    {
        ManifestException refusal = Assert.Throws<ManifestException>(() => WorkParts.Of("web", Set((1, 10), (4, 2 * Limit)), limit: Limit));
        Assert.Equal("ManifestsTooLarge", refusal.ErrorId);
        Assert.Contains("ConfigMap shop/m4", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_too_long_for_the_label_is_refused_only_where_it_is_needed()
    {
        string name = new('a', 64);
        Assert.Single(WorkParts.Of(name, Set((1, 10)), limit: Limit));
        Assert.Equal("InvalidName", Assert.Throws<HubException>(() => WorkParts.Of(name, Set((1, 1500), (5, 1500)), limit: Limit)).ErrorId);
    }

    [Fact]
    public void When_a_part_grows_the_smallest_that_is_enough_leaves_it_and_a_namespace_last()
    {
        Dictionary<string, IReadOnlyCollection<ManifestIdentity>> existing = Holding(("web", [2, 1, 5, 9]));
        IReadOnlyList<WorkPart> parts = WorkParts.Of("web", Set((2, 300), (1, 900), (5, 300), (9, 300)), existing, Limit);
        Assert.Equal(["web-2", "web"], parts.Select(part => part.Name));
        Assert.Equal([5], Ids(parts[0]));
        Assert.Equal([2, 1, 9], Ids(parts[1]));
        Assert.Equal([Identity(5)], parts[0].MovedIn);
    }

    [Fact]
    public void When_nothing_is_left_for_the_first_part_another_takes_its_name_and_gives_its_own_up()
    {
        Dictionary<string, IReadOnlyCollection<ManifestIdentity>> existing = Holding(("web", [1]), ("web-2", [5]), ("web-3", [9]));
        IReadOnlyList<WorkPart> parts = WorkParts.Of("web", Set((5, 1500), (9, 1500)), existing, Limit);
        Assert.Equal(["web", "web-3"], parts.Select(part => part.Name));
        Assert.Equal([Identity(5)], parts[0].MovedIn);
    }

    [Fact]
    public void Works_of_a_like_name_that_are_no_parts_are_passed_over()
    {
        Work[] works =
        [
            Work("web", null), Work("web-2", "web"), Work("web-3", null), Work("web-4", "other"), Work("web-02", "web"), Work("web-1", "web"), Work("website", "web"), Work("web-x", "web"),
        ];
        Assert.Equal(["web", "web-2"], WorkParts.Existing("web", works).Keys.Order());
    }

    [Fact]
    public void Nothing_is_lost_nothing_is_twice_and_no_part_is_too_large() => Check((before, now) =>
    {
        IReadOnlyList<WorkPart> parts = WorkParts.Of("web", now, Holding(WorkParts.Of("web", before, limit: Limit)), Limit);
        Assert.Equal(now.Manifests.Select(manifest => manifest.Identity).ToHashSet(), parts.SelectMany(Identities).ToHashSet());
        Assert.Equal(now.Manifests.Count, parts.Sum(part => part.Manifests.Manifests.Count));
        Assert.All(parts, part => Assert.InRange(part.Manifests.SizeBytes, 1, Limit));
        Assert.Equal(parts.Count, parts.Select(part => part.Name).Distinct().Count());
        Assert.Contains(parts, part => part.Name == "web");
    });

    [Fact]
    public void The_same_manifests_stay_where_they_are_in_any_order() => Check((before, _) =>
    {
        IReadOnlyList<WorkPart> parts = WorkParts.Of("web", before, limit: Limit);
        var turned = new ManifestSet([.. before.Manifests.Reverse()], []);
        IReadOnlyList<WorkPart> again = WorkParts.Of("web", turned, Holding(parts), Limit);
        Assert.Equal(parts.ToDictionary(part => part.Name, part => Identities(part).ToHashSet()), again.ToDictionary(part => part.Name, part => Identities(part).ToHashSet()));
        Assert.All(again, part => Assert.Empty(part.MovedIn));
        Assert.Equal(parts.Select(part => part.Manifests.Hash), WorkParts.Of("web", before, Holding(parts), Limit).Select(part => part.Manifests.Hash));
    });

    [Fact]
    public void A_manifest_moves_only_out_of_a_part_that_has_grown_too_large_or_into_a_first_part_that_would_be_empty() => Check((before, now) =>
    {
        IReadOnlyList<WorkPart> had = WorkParts.Of("web", before, limit: Limit);
        Dictionary<ManifestIdentity, int> sizes = now.Manifests.ToDictionary(manifest => manifest.Identity, manifest => manifest.SizeBytes);
        foreach (WorkPart part in WorkParts.Of("web", now, Holding(had), Limit))
        {
            foreach (ManifestIdentity moved in part.MovedIn)
            {
                WorkPart home = had.Single(other => Identities(other).Contains(moved));
                bool tooLarge = Identities(home).Sum(identity => sizes.GetValueOrDefault(identity)) > Limit;
                bool isHeir = part.Name == "web" && Identities(had.Single(other => other.Name == "web")).All(identity => !sizes.ContainsKey(identity));
                Assert.True(tooLarge || isHeir, $"{moved} went from {home.Name} to {part.Name}");
            }
        }
    });

    [Fact]
    public void What_takes_over_comes_first_and_gives_nothing_up() => Check((before, now) =>
    {
        IReadOnlyList<WorkPart> had = WorkParts.Of("web", before, limit: Limit);
        IReadOnlyList<WorkPart> parts = WorkParts.Of("web", now, Holding(had), Limit);
        HashSet<ManifestIdentity> moved = [.. parts.SelectMany(part => part.MovedIn)];
        Assert.Equal(parts.Select(part => part.MovedIn.Count > 0).OrderDescending(), parts.Select(part => part.MovedIn.Count > 0));
        Assert.All(parts.Where(part => part.MovedIn.Count > 0), part =>
            Assert.DoesNotContain(Identities(part.Name, had), identity => moved.Contains(identity) && !Identities(part).Contains(identity)));
    });

    [Fact]
    public void A_delivery_that_was_cut_short_and_is_run_again_ends_the_same() => Check((before, now) =>
    {
        IReadOnlyList<WorkPart> had = WorkParts.Of("web", before, limit: Limit);
        IReadOnlyList<WorkPart> parts = WorkParts.Of("web", now, Holding(had), Limit);
        for (int done = 1; done <= parts.Count; done++)
        {
            Dictionary<string, IReadOnlyCollection<ManifestIdentity>> halfway = Holding(had);
            foreach (WorkPart part in parts.Take(done))
            {
                halfway[part.Name] = [.. Identities(part)];
            }

            Assert.Equal(
                parts.ToDictionary(part => part.Name, part => Identities(part).ToHashSet()),
                WorkParts.Of("web", now, halfway, Limit).ToDictionary(part => part.Name, part => Identities(part).ToHashSet()));
        }
    });

    private static void Check(Action<ManifestSet, ManifestSet> holds) => Prop.ForAll(Changes, change =>
    {
        holds(Set([.. change.Before]), Set([.. change.Now]));
        return true;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static ManifestSet Set(params (int Id, int Size)[] manifests) => new([.. manifests.Select(pair => Make(pair.Id, pair.Size))], []);

    private static Manifest Make(int id, int size)
    {
        string kind = Kinds[id % Kinds.Length];
        string place = kind == "Namespace" ? "" : ",\"namespace\":\"shop\"";
        byte[] json = Encoding.UTF8.GetBytes($"{{\"apiVersion\":\"v1\",\"kind\":\"{kind}\",\"metadata\":{{\"name\":\"m{id}\"{place}}},\"data\":{{\"a\":\"{new string('x', size)}\"}}}}");
        return new Manifest(json, ManifestHeader.Of(json), new ManifestSource("test"));
    }

    private static ManifestIdentity Identity(int id) => Make(id, 0).Identity;

    private static IEnumerable<int> Ids(WorkPart part) => part.Manifests.Manifests.Select(manifest => int.Parse(manifest.Name.AsSpan(1), CultureInfo.InvariantCulture));

    private static IEnumerable<ManifestIdentity> Identities(WorkPart part) => part.Manifests.Manifests.Select(manifest => manifest.Identity);

    private static IEnumerable<ManifestIdentity> Identities(string name, IReadOnlyList<WorkPart> parts) => parts.Where(part => part.Name == name).SelectMany(Identities);

    private static Dictionary<string, IReadOnlyCollection<ManifestIdentity>> Holding(IEnumerable<WorkPart> parts) =>
        parts.ToDictionary(part => part.Name, part => (IReadOnlyCollection<ManifestIdentity>)Identities(part).ToList());

    private static Dictionary<string, IReadOnlyCollection<ManifestIdentity>> Holding(params (string Name, int[] Ids)[] parts) =>
        parts.ToDictionary(part => part.Name, part => (IReadOnlyCollection<ManifestIdentity>)part.Ids.Select(Identity).ToList());

    private static Work Work(string name, string? partOf) => new()
    {
        Name = name,
        Labels = partOf is null ? [] : new() { [Ownership.PartOfLabel] = partOf },
    };
}
