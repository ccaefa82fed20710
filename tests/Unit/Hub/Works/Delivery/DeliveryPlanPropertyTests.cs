using FsCheck;
using FsCheck.Fluent;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works.Delivery;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Works.Delivery;

/// <summary>Whatever works a fleet has and whatever is wanted: the plan gets there, safely, and again from wherever it was stopped.</summary>
public sealed class DeliveryPlanPropertyTests
{
    private static readonly string[] Clusters = ["a", "b", "c", "d", "e", "f", "g", "h"];

    private static readonly ManagedBy[] Keepers = [ManagedBy.User, ManagedBy.Placement, ManagedBy.ClusterSet, ManagedBy.ReplicaSet, ManagedBy.AddOn, ManagedBy.Klusterlet];

    [Fact]
    public void What_is_done_is_what_is_wanted_and_nothing_is_left_to_do() => ForAll(fleet =>
    {
        Fleet free = fleet with { Request = fleet.Request with { Prune = true, Doubt = null, MaxRemove = RemovalLimit.Parse("100%") } };
        Fleet done = free.Done();

        Dictionary<string, ExistingWork> there = done.Works.ToDictionary(work => work.ToString());
        HashSet<string> refused = [.. free.Plan.Steps.Where(step => step.Action == DeliveryAction.Refuse).Select(step => step.Cluster)];
        foreach ((string cluster, IReadOnlyList<string> names) in free.Request.Wanted)
        {
            foreach (string name in names)
            {
                ExistingWork work = there[$"{cluster}/{name}"];
                Assert.True(work is { IsOwn: true, Deleting: false, Differs: false } || refused.Contains(cluster) || (free.Request.IncludeManaged && !work.Differs), work.ToString());
            }
        }

        if (!free.Request.Owner.IsNone)
        {
            Assert.DoesNotContain(done.Works, work => work is { IsOwn: true, Deleting: false } && !free.Request.Held.Contains(work.Cluster) && !refused.Contains(work.Cluster)
                && !(free.Request.Wanted.TryGetValue(work.Cluster, out IReadOnlyList<string>? names) && names.Contains(work.Name)));
        }

        Assert.Empty(Changes(done.Plan));
        Assert.Equal(done.State, done.Done().State);
    });

    [Fact]
    public void Works_of_others_are_never_removed_and_not_changed_unless_that_was_asked_for() => ForAll(fleet =>
    {
        Assert.All(Changes(fleet.Plan).Where(step => step.Existing is { IsOwn: false }), step =>
        {
            Assert.True(fleet.Request.IncludeManaged);
            Assert.Equal(DeliveryAction.Update, step.Action);
            Assert.NotEqual(ManagedBy.Klusterlet, step.Existing!.ManagedBy);
        });
        if (!fleet.Request.IncludeManaged)
        {
            Assert.Equal(fleet.Others, fleet.Done().Others);
        }
    });

    [Fact]
    public void Only_what_is_its_own_and_no_more_wanted_is_removed() => ForAll(fleet =>
        Assert.All(fleet.Plan.Steps.Where(step => step.Action == DeliveryAction.Remove), step =>
        {
            Assert.True(fleet.Request.Prune);
            Assert.True(step.Existing is { IsOwn: true, Deleting: false });
            Assert.DoesNotContain(step.Cluster, fleet.Request.Held);
            Assert.False(fleet.Request.Wanted.TryGetValue(step.Cluster, out IReadOnlyList<string>? names) && names.Contains(step.Work));
            Assert.True(!fleet.Request.Owner.IsNone || step.Existing is { IsPart: true, ManagedBy: ManagedBy.User });
            Assert.True(!step.Leaves || fleet.Request.Doubt is null);
        }));

    [Fact]
    public void Stopped_anywhere_and_run_again_it_ends_where_it_would_have_ended() => ForAll(fleet =>
    {
        string end = fleet.Done().State;
        IReadOnlyList<DeliveryStep> steps = fleet.Plan.Steps;
        for (int count = 0; count <= steps.Count; count++)
        {
            Assert.Equal(end, fleet.After(steps.Take(count)).Done().State);
        }
    });

    [Fact]
    public void Over_the_limit_no_cluster_loses_it_and_none_gets_it_however_often_it_is_run() => ForAll(fleet =>
    {
        HashSet<string> having = [.. fleet.Works.Where(work => work is { IsOwn: true, Deleting: false }).Select(work => work.Cluster)];
        for (int run = 0; run < 4; run++)
        {
            HashSet<string> losing = [.. fleet.Plan.Steps.Where(step => step is { Action: DeliveryAction.Remove, Leaves: true }).Select(step => step.Cluster)];
            Assert.True(losing.Count <= fleet.Request.MaxRemove.Of(having.Count), $"{losing.Count} of {having.Count} at {fleet.Request.MaxRemove}");
            if (fleet.Plan.Problem is not null)
            {
                Assert.Empty(losing);
                Assert.DoesNotContain(fleet.Plan.Steps, step => step is { Action: DeliveryAction.Create, Enters: true });
                Assert.True(having.IsSupersetOf(fleet.Done().Works.Where(work => work is { IsOwn: true, Deleting: false }).Select(work => work.Cluster)));
            }

            fleet = fleet.Done();
        }
    });

    [Fact]
    public void Every_work_that_is_wanted_has_one_step_and_no_work_has_two() => ForAll(fleet =>
    {
        Assert.Equal(fleet.Plan.Steps.Count, fleet.Plan.Steps.Select(step => (step.Cluster, step.Work)).Distinct().Count());
        Assert.Equal(
            fleet.Request.Wanted.SelectMany(pair => pair.Value.Select(name => (pair.Key, name))).Order(),
            fleet.Plan.Steps.Where(step => step.Action != DeliveryAction.Remove && !step.Leaves).Select(step => (step.Cluster, step.Work)).Order());
    });

    private static IEnumerable<DeliveryStep> Changes(DeliveryPlan plan) =>
        plan.Steps.Where(step => step.Action is DeliveryAction.Create or DeliveryAction.Update or DeliveryAction.Remove);

    private static void ForAll(Action<Fleet> test) => Prop.ForAll(Fleets().ToArbitrary(), fleet =>
    {
        test(fleet);
        return true;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static Gen<Fleet> Fleets() =>
        from works in Existing().ListOf(12)
        from wanted in Gen.Elements(Clusters).ListOf()
        from several in Gen.Elements(true, false)
        from held in Gen.Elements(Clusters).ListOf(1)
        from offline in Gen.Elements(Clusters).ListOf(2)
        from owner in Gen.Frequency((1, Gen.Constant(WorkOwner.None)), (5, Gen.Constant(WorkOwner.Placement(new ObjectKey("prod", "web")))), (2, Gen.Constant(WorkOwner.ClusterSet("shop"))))
        from includeManaged in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
        from prune in Gen.Frequency((5, Gen.Constant(true)), (1, Gen.Constant(false)))
        from doubt in Gen.Frequency((5, Gen.Constant(false)), (1, Gen.Constant(true)))
        from limit in Gen.Elements("20%", "100%", "50%", "0", "1", "3", "0%")
        select new Fleet(
            Fleet.Of(wanted.Distinct().Except(held), owner, several ? ["web", "web-2"] : ["web"]) with
            {
                Held = held.ToHashSet(),
                IncludeManaged = includeManaged,
                Prune = prune,
                Doubt = doubt ? new OcmPowerShell.Hub.HubException("PlacementNotCurrent", "unsure") : null,
                MaxRemove = RemovalLimit.Parse(limit),
            },
            [.. works.DistinctBy(work => work.ToString()).Select(work => Fleet.Work(work.Cluster, work.Name, work.IsOwn ? owner.ManagedBy : work.ManagedBy, work.IsOwn, work.IsPart, work.Deleting, work.Differs))],
            offline.ToHashSet());

    private static Gen<ExistingWork> Existing() =>
        from cluster in Gen.Elements(Clusters)
        from name in Gen.Elements("web", "web", "web", "web-2", "web-3")
        from own in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
        from keeper in Gen.Elements(Keepers)
        from deleting in Gen.Frequency((6, Gen.Constant(false)), (1, Gen.Constant(true)))
        from differs in Gen.Elements(true, false)
        select Fleet.Work(cluster, name, keeper, own, name != "web", deleting, differs);
}
