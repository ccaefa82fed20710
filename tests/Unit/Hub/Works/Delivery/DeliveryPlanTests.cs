using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works.Delivery;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Works.Delivery;

/// <summary>Plans that would wipe a fleet, and do not.</summary>
public sealed class DeliveryPlanTests
{
    private static readonly IReadOnlySet<string> Nobody = new HashSet<string>();

    [Fact]
    public void A_fleet_is_created_updated_left_and_taken_away_from_in_that_order()
    {
        DeliveryPlan plan = Plan(["new", "old", "same"], Fleet.Work("old", differs: true), Fleet.Work("same"), Fleet.Work("gone"), Fleet.Work("stranger", keeper: ManagedBy.User, own: false));

        Assert.Equal(["Create new/web", "Update old/web", "Unchanged same/web", "Remove gone/web"], plan.Steps.Select(step => step.ToString()));
        Assert.Null(plan.Problem);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(5, 1)]
    [InlineData(6, 2)]
    [InlineData(10, 2)]
    [InlineData(500, 100)]
    public void A_fifth_of_those_that_have_it_may_go_rounded_up(int having, int most)
    {
        Assert.Equal(most, RemovalLimit.Default.Of(having));
        Assert.Equal(most, Removed(having, most));
        Assert.Equal(0, having > most ? Removed(having, most + 1) : 0);
    }

    [Theory]
    [InlineData("0", 10, 0)]
    [InlineData("0%", 10, 0)]
    [InlineData("3", 10, 3)]
    [InlineData("12.5%", 10, 2)]
    [InlineData(" 50 % ", 3, 2)]
    [InlineData("100%", 7, 7)]
    public void The_limit_is_a_number_or_a_part(string limit, int having, int most) => Assert.Equal(most, RemovalLimit.Parse(limit).Of(having));

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("-5%")]
    [InlineData("101%")]
    [InlineData("all")]
    [InlineData("%")]
    [InlineData("1,5%")]
    [InlineData("99999999999")]
    public void Another_limit_is_refused(string limit) =>
        Assert.Equal("InvalidArgument", Assert.Throws<OcmPowerShell.Hub.HubException>(() => RemovalLimit.Parse(limit)).ErrorId);

    [Fact]
    public void Too_many_removals_say_how_many_which_and_what_to_pass()
    {
        ExistingWork[] works = [.. Enumerable.Range(1, 20).Select(number => Fleet.Work($"c{number:00}", differs: number == 20))];

        DeliveryPlan plan = Plan(["c20", "fresh"], works);

        Assert.Equal("TooManyRemovals", plan.Problem!.ErrorId);
        Assert.Contains("19 of the 20 clusters", plan.Problem.Message, StringComparison.Ordinal);
        Assert.Contains("c01, c02", plan.Problem.Message, StringComparison.Ordinal);
        Assert.Contains("and 9 more", plan.Problem.Message, StringComparison.Ordinal);
        Assert.Contains("-MaxRemove 19", plan.Problem.Advice!, StringComparison.Ordinal);
        Assert.DoesNotContain(plan.Steps, step => step.Action is DeliveryAction.Remove or DeliveryAction.Create);
        Assert.Equal(DeliveryAction.Update, plan.Steps.Single(step => step.Cluster == "c20").Action);
        Assert.Equal(20, plan.Steps.Count(step => step.Action == DeliveryAction.Withhold));
    }

    [Fact]
    public void A_wrong_placement_that_selects_another_fleet_does_not_get_the_first_one_removed_in_the_second_night()
    {
        string[] test = [.. Enumerable.Range(0, 50).Select(number => $"test{number}")];
        var fleet = new Fleet(Fleet.Of(test), [.. Enumerable.Range(0, 10).Select(number => Fleet.Work($"prod{number}"))], Nobody);

        Fleet first = fleet.Done();
        Fleet second = first.Done();

        Assert.Equal(10, second.Works.Count(work => work.Cluster.StartsWith("prod", StringComparison.Ordinal)));
        Assert.Equal("TooManyRemovals", second.Plan.Problem!.ErrorId);
    }

    [Fact]
    public void Nothing_is_removed_while_the_target_is_in_doubt()
    {
        var doubt = new OcmPowerShell.Hub.HubException("PlacementNotCurrent", "unsure");

        DeliveryPlan plan = DeliveryPlan.Make(Fleet.Of(["a", "new"]) with { Doubt = doubt, MaxRemove = RemovalLimit.Parse("100%") }, [Fleet.Work("a", differs: true), Fleet.Work("b")]);

        Assert.Same(doubt, plan.Problem);
        Assert.Equal(["Update a/web", "Withhold new/web", "Withhold b/web"], plan.Steps.Select(step => step.ToString()));
    }

    [Fact]
    public void Doubt_does_not_matter_where_nothing_would_go() =>
        Assert.Equal(["Create a/web"], DeliveryPlan.Make(Fleet.Of(["a"]) with { Doubt = new OcmPowerShell.Hub.HubException("PlacementNotCurrent", "unsure") }, []).Steps.Select(step => step.ToString()));

    [Fact]
    public void Clusters_that_were_named_never_cost_another_cluster_its_work()
    {
        DeliveryPlan plan = DeliveryPlan.Make(
            Fleet.Of(["a"], WorkOwner.None) with { MaxRemove = RemovalLimit.Parse("100%") },
            [Fleet.Work("a", keeper: ManagedBy.User), Fleet.Work("b", keeper: ManagedBy.User), Fleet.Work("c", keeper: ManagedBy.Placement)]);

        Assert.Equal(["Unchanged a/web"], plan.Steps.Select(step => step.ToString()));
    }

    [Fact]
    public void A_part_that_is_no_more_needed_goes_but_not_before_its_place_is_taken()
    {
        ExistingWork[] works = [Fleet.Work("a"), Fleet.Work("a", "web-2", part: true), Fleet.Work("b", keeper: ManagedBy.User, own: false), Fleet.Work("b", "web-2", part: true)];

        DeliveryPlan plan = DeliveryPlan.Make(Fleet.Of(["a", "b"]) with { MaxRemove = RemovalLimit.Parse("0") }, works);

        Assert.Equal(["Unchanged a/web", "Refuse b/web", "Remove a/web-2"], plan.Steps.Select(step => step.ToString()));
    }

    [Fact]
    public void A_cluster_whose_manifests_could_not_be_made_keeps_what_it_has()
    {
        DeliveryPlan plan = DeliveryPlan.Make(Fleet.Of(["a"]) with { Held = new HashSet<string> { "b" } }, [Fleet.Work("a"), Fleet.Work("b")]);

        Assert.Equal(["Unchanged a/web"], plan.Steps.Select(step => step.ToString()));
    }

    [Fact]
    public void A_work_on_its_way_out_is_refused_where_it_is_wanted_and_let_go_where_it_is_not()
    {
        DeliveryPlan plan = Plan(["a"], Fleet.Work("a", deleting: true), Fleet.Work("b", deleting: true));

        DeliveryStep step = Assert.Single(plan.Steps);
        Assert.Equal(("a", DeliveryAction.Refuse, "WorkDeleting"), (step.Cluster, step.Action, step.Problem!.ErrorId));
        Assert.Equal(1, plan.GoingAlready);
    }

    private static DeliveryPlan Plan(string[] wanted, params ExistingWork[] existing) => DeliveryPlan.Make(Fleet.Of(wanted), existing);

    private static int Removed(int having, int leaving)
    {
        string[] clusters = [.. Enumerable.Range(0, having).Select(number => $"c{number}")];
        return Plan(clusters[leaving..], [.. clusters.Select(cluster => Fleet.Work(cluster))]).Steps.Count(step => step.Action == DeliveryAction.Remove);
    }
}
