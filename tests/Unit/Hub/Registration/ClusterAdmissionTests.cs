using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Registration;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Registration;

/// <summary>Letting clusters in and turning them away, over real sockets.</summary>
public sealed class ClusterAdmissionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cluster_that_asks_is_approved_then_accepted_and_joins()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync("one");
        hub.Live.Sandbox.RequestJoin("late");
        hub.Forget();

        AdmissionDecision decision = await hub.DecideAsync("late");
        Cluster cluster = await hub.Admission.AdmitAsync(decision, dryRun: false, Cancel);

        Assert.True(cluster.Accepted);
        Assert.Empty(decision.Warnings);
        string request = Assert.Single(decision.Requests).RequestName;
        RequestLogEntry[] changes = [.. hub.Changes().Take(2)];
        Assert.Equal([("PUT", $"{JoiningHub.Requests}/{request}/approval"), ("PATCH", $"{JoiningHub.Clusters}/late")], changes.Select(change => (change.Method, change.Path)));
        JsonNode condition = Assert.Single(JsonNode.Parse(changes[0].Body!)!["status"]!["conditions"]!.AsArray())!;
        Assert.Equal(("Approved", "True", "OcmPowerShellApprove"), ((string?)condition["type"], (string?)condition["status"], (string?)condition["reason"]));
        Assert.Equal("""{"hubAcceptsClient":true}""", JsonNode.Parse(changes[1].Body!)!["spec"]!.ToJsonString());
        await UntilAsync(async () => (await hub.ClusterAsync("late")).Joined == true, "the cluster joins");

        AdmissionDecision again = await hub.DecideAsync("late");
        Assert.True(again.IsDone && again.Refusal is null && again.Missing is null);
    }

    [Fact]
    public async Task Asking_the_server_only_changes_nothing()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync();
        await hub.RegisterAsync("late");
        await hub.AskAsync("late", "late-1");
        hub.Forget();

        await hub.Admission.AdmitAsync(await hub.DecideAsync("late"), dryRun: true, Cancel);

        Assert.Empty(hub.Changes());
        Assert.Equal(["PUT", "PATCH"], hub.Live.Requests.Where(request => request.IsMutating).Select(request => request.Method));
        Assert.Equal(RegistrationRequestStatus.Pending, (await hub.RequestAsync("late-1")).Status);
    }

    [Fact]
    public async Task A_cluster_that_joined_before_and_was_cut_off_is_accepted_again_without_a_request()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync("one");
        await hub.Admission.DenyAsync(await hub.ClusterAsync("one"), [], dryRun: false, Cancel);
        Assert.False((await hub.ClusterAsync("one")).Accepted);

        AdmissionDecision decision = await hub.DecideAsync("one");

        Assert.True(decision is { Accepts: true, Requests.Count: 0, Missing: null, Refusal: null });
        Assert.True((await hub.Admission.AdmitAsync(decision, dryRun: false, Cancel)).Accepted);
    }

    [Fact]
    public async Task A_good_request_beside_a_bad_one_is_approved_and_the_other_is_told()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync();
        await hub.RegisterAsync("late");
        await hub.AskAsync("late", "late-1", user: "alice");
        await hub.AskAsync("late", "late-2");

        AdmissionDecision decision = await hub.DecideAsync("late");
        await hub.Admission.AdmitAsync(decision, dryRun: false, Cancel);

        Assert.Contains("late-1", Assert.Single(decision.Warnings), StringComparison.Ordinal);
        Assert.Equal(RegistrationRequestStatus.Pending, (await hub.RequestAsync("late-1")).Status);
        Assert.NotEqual(RegistrationRequestStatus.Pending, (await hub.RequestAsync("late-2")).Status);

        // The bad one stays a warning, whenever it is looked at.
        AdmissionDecision again = await hub.DecideAsync("late");
        Assert.True(again.IsDone && again.Refusal is null);
        Assert.Single(again.Warnings);
    }

    [Fact]
    public async Task A_request_that_somebody_writes_meanwhile_is_read_again()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync();
        await hub.RegisterAsync("late");
        await hub.AskAsync("late", "late-1");
        AdmissionDecision decision = await hub.DecideAsync("late");
        hub.Spoil(Fault.Status(409, "Conflict", "the object has been modified"), "PUT", "/approval", count: 2);
        hub.Spoil(Fault.Status(409, "Conflict", "the object has been modified"), "PATCH", "/late", count: 2);
        hub.Forget();

        Assert.True((await hub.Admission.AdmitAsync(decision, dryRun: false, Cancel)).Accepted);

        Assert.Equal(["PUT", "PUT", "PUT", "PATCH", "PATCH", "PATCH"], hub.Changes().Where(change => change.Path.Contains("late", StringComparison.Ordinal)).Take(6).Select(change => change.Method));
    }

    [Fact]
    public async Task A_request_that_another_admin_decided_meanwhile_stays_so()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync();
        await hub.RegisterAsync("late");
        await hub.AskAsync("late", "late-1");
        AdmissionDecision first = await hub.DecideAsync("late");
        await hub.DecideAsync("late-1", "Approved");
        hub.Forget();
        Assert.True((await hub.Admission.AdmitAsync(first, dryRun: false, Cancel)).Accepted);
        Assert.DoesNotContain(hub.Changes(), change => change.Method == "PUT");

        await hub.RegisterAsync("other");
        await hub.AskAsync("other", "other-1");
        AdmissionDecision second = await hub.DecideAsync("other");
        await hub.DecideAsync("other-1", "Denied");
        Assert.Equal("RequestDenied", (await Assert.ThrowsAsync<HubException>(() => hub.Admission.AdmitAsync(second, dryRun: false, Cancel))).ErrorId);
        Assert.False((await hub.ClusterAsync("other")).Accepted);
    }

    [Fact]
    public async Task A_request_or_cluster_that_is_another_one_now_is_left_alone()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync();
        await hub.RegisterAsync("late");
        await hub.AskAsync("late", "late-1");
        AdmissionDecision decision = await hub.DecideAsync("late");
        string uid = (await hub.RequestAsync("late-1")).Uid;
        await hub.SendAsync("DELETE", $"{JoiningHub.Requests}/late-1");
        Assert.Equal("NotFound", (await ThrowsAsync(() => hub.Admission.AdmitAsync(decision, dryRun: false, Cancel))).ErrorId);
        await hub.AskAsync("late", "late-1", agent: "other");

        Assert.Equal("Conflict", (await ThrowsAsync(() => hub.Admission.AdmitAsync(decision, dryRun: false, Cancel))).ErrorId);
        Assert.Equal("Conflict", (await ThrowsAsync(() => hub.Admission.RequestAsync("late-1", uid, "late", Cancel))).ErrorId);
        Assert.Equal("Conflict", (await ThrowsAsync(() => hub.Admission.RequestAsync("late-1", "", "one", Cancel))).ErrorId);
        Assert.Equal("NotFound", (await ThrowsAsync(() => hub.Admission.RequestAsync("late-2", "", "late", Cancel))).ErrorId);
        Assert.Equal("Conflict", (await ThrowsAsync(() => hub.Admission.FindAsync("late", "another", Cancel))).ErrorId);
        Assert.False((await hub.ClusterAsync("late")).Accepted);
    }

    [Fact]
    public async Task A_missing_right_is_named()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync();
        await hub.RegisterAsync("late");
        await hub.AskAsync("late", "late-1");
        hub.Spoil(Fault.Status(403, "Forbidden", "user not permitted to approve requests"), "PUT", "/approval", count: 1);
        AdmissionDecision decision = await hub.DecideAsync("late");

        HubException approval = await ThrowsAsync(() => hub.Admission.AdmitAsync(decision, dryRun: false, Cancel));
        Assert.Equal("Forbidden", approval.ErrorId);
        Assert.Contains("approve for signers named kubernetes.io/kube-apiserver-client", approval.Message, StringComparison.Ordinal);
        Assert.False((await hub.ClusterAsync("late")).Accepted);

        hub.Spoil(Fault.Status(403, "Forbidden", "user \"x\" cannot update the HubAcceptsClient field"), "PATCH", "/late", count: 1);
        HubException accept = await ThrowsAsync(() => hub.Admission.AdmitAsync(decision, dryRun: false, Cancel));
        Assert.Contains("managedclusters/accept (register.open-cluster-management.io)", accept.Message, StringComparison.Ordinal);
        Assert.Contains("goes on from there", accept.Message, StringComparison.Ordinal);
        Assert.True((await hub.Admission.AdmitAsync(await hub.DecideAsync("late"), dryRun: false, Cancel)).Accepted);
    }

    [Fact]
    public async Task A_cluster_is_cut_off_before_its_requests_are_denied_and_twice_is_once()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync();
        await hub.RegisterAsync("late", accepted: true);
        await hub.AskAsync("late", "late-1");
        await hub.AskAsync("late", "late-2");
        await hub.AskAsync("late", "late-3");
        List<RegistrationRequest> requests = await hub.Admission.RequestsOfAsync("late", Cancel);
        await hub.DecideAsync("late-2", "Denied");
        await hub.SendAsync("DELETE", $"{JoiningHub.Requests}/late-3");
        Cluster cluster = await hub.ClusterAsync("late");
        hub.Forget();

        Assert.False((await hub.Admission.DenyAsync(cluster, requests, dryRun: false, Cancel))!.Accepted);

        Assert.Equal(["PATCH", "PUT"], hub.Changes().Where(change => change.Path.Contains("late", StringComparison.Ordinal)).Select(change => change.Method));
        RegistrationRequest denied = await hub.RequestAsync("late-1");
        Assert.Equal((RegistrationRequestStatus.Denied, "OcmPowerShellDeny"), (denied.Status, Assert.Single(denied.Conditions).Reason));
        hub.Forget();
        await hub.Admission.DenyAsync(cluster, requests, dryRun: false, Cancel);
        Assert.Empty(hub.Changes());
        Assert.Null(await hub.Admission.DenyAsync(null, [], dryRun: false, Cancel));
    }

    [Fact]
    public async Task A_name_that_reads_as_a_selector_finds_no_requests_of_others()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync();
        await hub.AskAsync("late", "late-1");

        Assert.Empty(await hub.Admission.RequestsOfAsync("late,open-cluster-management.io/cluster-name", Cancel));
    }

    private static Task<HubException> ThrowsAsync(Func<Task> work) => Assert.ThrowsAnyAsync<HubException>(work);

    private static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        DateTime end = DateTime.UtcNow + Eventually.Patience;
        while (!await holds())
        {
            Assert.True(DateTime.UtcNow < end, $"It never came: {what}.");
            await Task.Delay(20, Cancel);
        }
    }
}
