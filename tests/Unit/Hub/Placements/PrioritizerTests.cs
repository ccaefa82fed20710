using OcmPowerShell.Hub.Placements;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Placements;

public sealed class PrioritizerTests
{
    [Fact]
    public void By_default_balance_and_steadiness_count_the_same()
    {
        SchedulingResult result = Given.Schedule(
            Given.Snapshot(Given.Placement("""{"numberOfClusters":2}"""), Given.Cluster("a"), Given.Cluster("b"), Given.Cluster("c")) with
            {
                Decisions = [Given.DecidedElsewhere("a", "b"), Given.DecidedElsewhere("a"), Given.Decided("b")],
            });

        Assert.Equal("Balance*1=-100 Steady*1=0 -> -100", Scores(result, "a"));
        Assert.Equal("Balance*1=0 Steady*1=100 -> 100", Scores(result, "b"));
        Assert.Equal("Balance*1=100 Steady*1=0 -> 100", Scores(result, "c"));
        Assert.Equal("b c", result.Selected());
    }

    [Fact]
    public void Balance_compares_with_the_cluster_used_most_wherever_it_is()
    {
        SchedulingResult result = Given.Schedule(Given.Snapshot(Given.Placement(), Given.Cluster("a"), Given.Cluster("b")) with
        {
            Decisions = [Given.DecidedElsewhere("a", "gone"), new DecisionFacts("other", "p-decision-1", "p", ["gone"]), new DecisionFacts("ns", "x", "", ["gone"])],
        });

        // 100 * (0.5 - 1/3) is 16.67, cut to 16 before it is doubled.
        Assert.Equal("Balance*1=32 Steady*1=0 -> 32", Scores(result, "a"));
        Assert.Equal("Balance*1=100 Steady*1=0 -> 100", Scores(result, "b"));
    }

    [Theory]
    [InlineData("8", "16", "32", -100, -33, 100)]
    [InlineData("500m", "750m", "1", -100, 0, 100)]
    [InlineData("4", "4", "4", 100, 100, 100)]
    public void Allocatable_resources_are_compared_between_the_candidates(string a, string b, string c, long scoreA, long scoreB, long scoreC)
    {
        SchedulingResult result = Given.Schedule(Given.Snapshot(
            Given.Placement("""{"prioritizerPolicy":{"mode":"Exact","configurations":[{"scoreCoordinate":{"builtIn":"ResourceAllocatableCPU"}}]}}"""),
            WithCpu("a", a), WithCpu("b", b), WithCpu("c", c),
            Given.ClusterOf("d", "{}", """{"allocatable":{"cpu":"64"}}""")));

        Assert.Equal($"ResourceAllocatableCPU*1={scoreA} -> {scoreA}", Scores(result, "a"));
        Assert.Equal($"ResourceAllocatableCPU*1={scoreB} -> {scoreB}", Scores(result, "b"));
        Assert.Equal($"ResourceAllocatableCPU*1={scoreC} -> {scoreC}", Scores(result, "c"));
        Assert.Equal("ResourceAllocatableCPU*1=0 -> 0", Scores(result, "d"));
    }

    [Fact]
    public void Memory_may_be_written_as_a_number()
    {
        SchedulingResult result = Given.Schedule(Given.Snapshot(
            Given.Placement("""{"prioritizerPolicy":{"mode":"Exact","configurations":[{"scoreCoordinate":{"type":"BuiltIn","builtIn":"ResourceAllocatableMemory"},"weight":2}]}}"""),
            Given.ClusterOf("a", "{}", """{"allocatable":{"memory":1024},"capacity":{"memory":1024}}"""),
            Given.ClusterOf("b", "{}", """{"allocatable":{"memory":"2Ki"},"capacity":{"memory":"2Ki"}}""")));

        Assert.Equal("ResourceAllocatableMemory*2=-100 -> -200", Scores(result, "a"));
        Assert.Equal("ResourceAllocatableMemory*2=100 -> 200", Scores(result, "b"));
    }

    [Fact]
    public void Scores_of_add_ons_count_while_they_are_valid()
    {
        SchedulingResult result = Given.Schedule(Given.Snapshot(
            Given.Placement("""{"prioritizerPolicy":{"mode":"Exact","configurations":[{"scoreCoordinate":{"type":"AddOn","addOn":{"resourceName":"r","scoreName":"s"}},"weight":-3}]}}"""),
            Given.Cluster("a"), Given.Cluster("b"), Given.Cluster("c"), Given.Cluster("d"), Given.Cluster("e")) with
        {
            Scores =
            [
                Given.Score("a", "r", "s", 40), Given.Score("b", "r", "s", 50, Given.Now), Given.Score("c", "r", "s", 60, Given.Now.AddTicks(-1)),
                Given.Score("d", "r", "other", 70), Given.Score("e", "q", "s", 80),
            ],
        });

        Assert.Equal("AddOn/r/s*-3=40 -> -120", Scores(result, "a"));
        Assert.Equal("AddOn/r/s*-3=50 -> -150", Scores(result, "b"));
        Assert.All(["c", "d", "e"], cluster => Assert.Equal("AddOn/r/s*-3=0 -> 0", Scores(result, cluster)));
        Assert.Equal(["AddOnPlacementScores c/r expired"], result.Warnings);
        Assert.Equal(Given.Now.AddMilliseconds(1), result.RequeueAt);
    }

    [Fact]
    public void Configurations_override_the_defaults_and_0_turns_off()
    {
        SchedulingResult result = Given.Schedule(Given.Snapshot(
            Given.Placement(
                """
                {"prioritizerPolicy":{"mode":"Additive","configurations":[
                 {"scoreCoordinate":{"builtIn":"Steady"},"weight":3},
                 {"scoreCoordinate":{"builtIn":"Unknown"},"weight":0},
                 {"scoreCoordinate":{"builtIn":"Balance"},"weight":0},
                 {"scoreCoordinate":{"type":"AddOn","addOn":{"resourceName":"r","scoreName":"s"}}},
                 {"scoreCoordinate":{"type":"AddOn","addOn":{"resourceName":"r","scoreName":"s"}},"weight":2}]}}
                """), Given.Cluster("a")) with
        { Scores = [Given.Score("a", "r", "s", 10)], Decisions = [Given.Decided("a")] });

        Assert.Equal("Steady*3=100 AddOn/r/s*1=10 AddOn/r/s*2=10 -> 330", Scores(result, "a"));
    }

    [Theory]
    [InlineData("""{"mode":"Odd"}""", "incorrect prioritizer policy mode: Odd")]
    [InlineData("""{"configurations":[{"weight":1}]}""", "scoreCoordinate field is required")]
    [InlineData("""{"configurations":[{"scoreCoordinate":{"builtIn":"Spread"}}]}""", "incorrect builtin prioritizer: Spread")]
    [InlineData("""{"configurations":[{"scoreCoordinate":{"type":"AddOn"}}]}""", "addOn should not be empty")]
    public void A_policy_that_cannot_be_misconfigures_the_placement(string policy, string problem)
    {
        SchedulingResult result = Given.Schedule(Given.Snapshot(Given.Placement($$"""{"prioritizerPolicy":{{policy}}}"""), Given.Cluster("a")));

        Assert.Equal($"True Misconfigured: :{problem}", result.Misconfigured());
        Assert.Equal("", result.Selected());
    }

    [Theory]
    [InlineData(0, "", "False NoManagedClusterMatched: No ManagedCluster matches any of the cluster predicate")]
    [InlineData(-1, "", "False NoManagedClusterMatched: No ManagedCluster matches any of the cluster predicate")]
    [InlineData(2, "a b", "True AllDecisionsScheduled: All cluster decisions scheduled")]
    [InlineData(5, "a b c", "False NotAllDecisionsScheduled: 2 cluster decisions unscheduled")]
    public void As_many_as_asked_for_are_selected_by_name_among_equals(int count, string selected, string satisfied)
    {
        SchedulingResult result = Given.Schedule(Given.Snapshot(
            Given.Placement($$"""{"numberOfClusters":{{count}}}"""), Given.Cluster("c"), Given.Cluster("b"), Given.Cluster("a")));

        Assert.Equal(selected, result.Selected());
        Assert.Equal(satisfied, result.Satisfied());
    }

    private static ManagedClusterFacts WithCpu(string name, string cpu) =>
        Given.ClusterOf(name, "{}", """{"allocatable":{"cpu":"CPU"},"capacity":{"cpu":"CPU"}}""".Replace("CPU", cpu));

    private static string Scores(SchedulingResult result, string cluster) => result.Of(cluster) is var verdict
        ? $"{string.Join(" ", verdict.Scores.Select(score => $"{score.Prioritizer}*{score.Weight}={score.Score}"))} -> {verdict.Total}"
        : "";
}
