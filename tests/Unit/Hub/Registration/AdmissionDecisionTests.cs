using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Registration;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Registration;

/// <summary>What is to be done for a cluster to be let in, by what a hub has of it.</summary>
public sealed class AdmissionDecisionTests
{
    private const string Prefix = "system:open-cluster-management:";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_accepted_cluster_whose_request_was_cleaned_up_is_done()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync("one");

        AdmissionDecision decision = await hub.DecideAsync("one");

        Assert.True(decision.IsDone && decision.Refusal is null && decision.Missing is null);
        Assert.Empty(decision.Warnings);
        Assert.Null((await hub.DecideAsync("one", waits: true)).Missing);
    }

    [Fact]
    public async Task A_refused_request_leaves_the_cluster_out_and_says_what_to_do()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync();
        await hub.RegisterAsync("late");
        await hub.AskAsync("late", "late-1", user: "alice");

        AdmissionDecision decision = await hub.DecideAsync("late");

        Assert.Equal("RequestRefused", decision.Refusal!.ErrorId);
        Assert.True(decision.IsDone);
        Assert.All(["late-1", "'alice' is not a bootstrap user", "nothing was changed", "-Requester", "-SkipApproveCheck"], text => Assert.Contains(text, decision.Refusal.Message, StringComparison.Ordinal));
        Assert.Equal("late-1", Assert.Single((await hub.DecideAsync("late", new AdmissionPolicy { Requesters = ["alice"] })).Requests).RequestName);
        Assert.Equal("late-1", Assert.Single((await hub.DecideAsync("late", new AdmissionPolicy { SkipsCheck = true })).Requests).RequestName);
        Assert.NotNull((await hub.DecideAsync("late", waits: true)).Refusal);
    }

    [Fact]
    public async Task Of_several_agents_the_one_that_is_named_is_approved()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync();
        await hub.RegisterAsync("late");
        await hub.AskAsync("late", "late-1", agent: "a");
        await hub.AskAsync("late", "late-2", agent: "b");

        HubException refusal = (await hub.DecideAsync("late")).Refusal!;
        Assert.Equal("RequestRefused", refusal.ErrorId);
        Assert.Contains($"({Prefix}late:a, {Prefix}late:b)", refusal.Message, StringComparison.Ordinal);
        Assert.NotNull((await hub.DecideAsync("late", new AdmissionPolicy { Requesters = [JoiningHub.Bootstrap] })).Refusal);

        AdmissionDecision named = await hub.DecideAsync("late", new AdmissionPolicy { Requesters = [$"{Prefix}late:b"] });
        Assert.Equal("late-2", Assert.Single(named.Requests).RequestName);
        Assert.Equal(2, (await hub.DecideAsync("late", new AdmissionPolicy { Requesters = [$"{Prefix}late:b", $"{Prefix}late:a"] })).Requests.Count);
        Assert.Equal(2, (await hub.DecideAsync("late", new AdmissionPolicy { SkipsCheck = true })).Requests.Count);
    }

    [Fact]
    public async Task What_has_not_come_is_told_apart()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync();
        Assert.Equal("NotFound", (await hub.DecideAsync("late")).Missing!.ErrorId);

        await hub.RegisterAsync("late");
        Assert.Equal("RequestNotFound", (await hub.DecideAsync("late")).Missing!.ErrorId);

        // Accepted beforehand: without a wait there is nothing to do, with one its request is still to come.
        await hub.AcceptEarlyAsync("known");
        AdmissionDecision known = await hub.DecideAsync("known");
        Assert.True(known.IsDone && known.Missing is null);
        Assert.Contains("has not joined", Assert.Single(known.Warnings), StringComparison.Ordinal);
        Assert.Equal("RequestNotFound", (await hub.DecideAsync("known", waits: true)).Missing!.ErrorId);

        await hub.AskAsync("late", "late-1");
        await hub.DecideAsync("late-1", "Denied");
        AdmissionDecision denied = await hub.DecideAsync("late");
        Assert.Equal("RequestDenied", denied.Refusal!.ErrorId);
        Assert.Contains($"{JoiningHub.Requests}/late-1", denied.Refusal.Message, StringComparison.Ordinal);
        Assert.True(denied.IsDone);
        Assert.Equal("RequestDenied", (await hub.DecideAsync("late", waits: true)).Missing!.ErrorId);
    }

    [Fact]
    public async Task A_cluster_of_AWS_needs_no_request_and_one_that_is_being_deleted_is_not_let_in()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync();
        await hub.RegisterAsync("aws", ""","annotations":{"agent.open-cluster-management.io/managed-cluster-arn":"arn:aws:eks:x"}""");
        AdmissionDecision aws = await hub.DecideAsync("aws");
        Assert.True(aws is { Accepts: true, Requests.Count: 0, Missing: null });
        Assert.True((await hub.Admission.AdmitAsync(aws, dryRun: false, Cancel)).Accepted);

        await hub.RegisterAsync("going", ""","finalizers":["test/hold"]""");
        await hub.SendAsync("DELETE", $"{JoiningHub.Clusters}/going");
        Assert.Equal("ClusterDeleting", (await hub.DecideAsync("going")).Refusal!.ErrorId);
    }

    [Fact]
    public async Task Requests_of_add_ons_and_renewals_neither_hinder_nor_let_in()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync();
        await hub.RegisterAsync("late");
        await hub.AskAsync("late", "late-1", labels: """{"open-cluster-management.io/cluster-name":"late","open-cluster-management.io/addon-name":"proxy"}""");
        await hub.AskAsync("late", "late-2", agent: "another", user: $"{Prefix}late:agent");

        Assert.Equal("RequestNotFound", (await hub.DecideAsync("late")).Missing!.ErrorId);
        await hub.DecideAsync("late-1", "Approved");
        Assert.Equal("RequestNotFound", (await hub.DecideAsync("late")).Missing!.ErrorId);
        Assert.Equal("late-2", Assert.Single((await hub.DecideAsync("late", new AdmissionPolicy { SkipsCheck = true })).Requests).RequestName);
    }
}
