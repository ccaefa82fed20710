using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works.Delivery;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Works.Delivery;

/// <summary>Deliveries to a placement, over real sockets: the right end, the right errors, and the same again.</summary>
public sealed class DeliveryTests
{
    private static readonly string[] Five = ["a", "b", "c", "d", "e"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_placement_gets_its_works_and_the_same_again_sends_nothing()
    {
        await using LiveHub live = await Deliveries.HubAsync(Five, "a", "b");

        Assert.Equal("Created:a Created:b", (await live.SyncAsync()).Done);
        Assert.Equal("a/web=1@default.web b/web=1@default.web", live.State(Five));
        live.Sandbox.Requests.Clear();

        Assert.Equal("Unchanged:a Unchanged:b", (await live.SyncAsync()).Done);
        Assert.DoesNotContain(live.Requests, request => request.IsMutating);
        Work work = (await live.Works.GetAsync("a", "web", cancellationToken: Cancel))!;
        Assert.Equal((ManagedBy.Placement, "default/web"), (work.ManagedBy, work.Owner));
    }

    [Fact]
    public async Task A_changed_file_and_a_placement_that_loses_one_and_gains_another()
    {
        await using LiveHub live = await Deliveries.HubAsync(Five, "a", "b", "c");
        await live.SyncAsync();
        live.Select("b", "c", "d");

        Assert.Equal("Updated:b Updated:c Created:d Removed:a", (await live.SyncAsync("2")).Done);
        Assert.Equal("b/web=2@default.web c/web=2@default.web d/web=2@default.web", live.State(Five));
        Assert.Equal("Unchanged:b Unchanged:c Unchanged:d", (await live.SyncAsync("2")).Done);
    }

    [Fact]
    public async Task What_goes_is_sent_after_all_that_comes()
    {
        await using LiveHub live = await Deliveries.HubAsync(Five, "a", "b");
        await live.SyncAsync();
        live.Select("b", "c");
        live.Sandbox.Requests.Clear();

        await live.SyncAsync("2");

        Assert.Equal("DELETE", live.Requests.Where(request => request.IsMutating).Last().Method);
        Assert.Single(live.Requests, request => request.Method == "DELETE");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Killed_after_some_changes_and_run_again_it_ends_in_the_same_state(int changes)
    {
        await using LiveHub live = await Deliveries.HubAsync(Five, "a", "b", "c");
        await live.SyncAsync();
        live.Select("b", "c", "d", "e");
        using var kill = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        int seen = 0;
        live.Faults.Add(new FaultRule(Fault.Reset())
        {
            // Killed while a request is on its way: whether it arrived, nobody is told.
            Where = request =>
            {
                if (request.Method is "POST" or "PATCH" or "DELETE" && seen++ == changes)
                {
                    kill.Cancel();
                }

                return false;
            },
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => live.SyncAsync("2", cancel: kill.Token));
        Deliveries.Report again = await live.SyncAsync("2");

        Assert.Empty(again.Errors);
        Assert.Equal("b/web=2@default.web c/web=2@default.web d/web=2@default.web e/web=2@default.web", live.State(Five));
    }

    [Fact]
    public async Task A_webhook_that_refuses_one_cluster_costs_the_others_nothing_and_the_next_run_does_the_rest()
    {
        await using LiveHub live = await Deliveries.HubAsync(Five, "a", "b", "c");
        live.Faults.Add(new FaultRule(Fault.Status(403, "Forbidden", "admission webhook \"w\" denied the request: not here")) { Method = "POST", PathContains = "namespaces/b/" });

        Deliveries.Report first = await live.SyncAsync();
        live.Faults.Clear();
        Deliveries.Report second = await live.SyncAsync();

        Assert.Equal(("Created:a Failed:b Created:c", "Forbidden"), (first.Done, first.Ids));
        Assert.Contains("not here", first.Errors[0].Message, StringComparison.Ordinal);
        Assert.Equal("Unchanged:a Created:b Unchanged:c", second.Done);
    }

    [Fact]
    public async Task A_cluster_without_a_namespace_is_one_error()
    {
        await using LiveHub live = await Deliveries.HubAsync(Five, "a", "nowhere");

        Deliveries.Report report = await live.SyncAsync();

        Assert.Equal(("Created:a Failed:nowhere", "NotFound"), (report.Done, report.Ids));
        Assert.Contains("no managed cluster 'nowhere'", report.Errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_busy_hub_that_says_when_to_come_back_is_come_back_to()
    {
        await using LiveHub live = await Deliveries.HubAsync(Five, "a", "b");
        live.Faults.Add(new FaultRule(Fault.Status(503, "ServiceUnavailable", "busy", retryAfterSeconds: 0)) { Method = "POST", Count = 3 });

        Assert.Equal("Created:a Created:b", (await live.SyncAsync()).Done);
    }

    [Fact]
    public async Task Works_of_others_are_refused_and_stay_and_the_rest_is_delivered()
    {
        await using LiveHub live = await Deliveries.HubAsync(Five, "a", "b", "c");
        live.AddWork("a", "web");
        live.AddWork("b", "web", LabelsOf("ocmpowershell.io/placement", "default.other"));
        live.AddWork("e", "web", LabelsOf("ocmpowershell.io/clusterset", "web"));

        Deliveries.Report report = await live.SyncAsync();

        Assert.Equal(("Created:c", "ManagedByOther ManagedByOther"), (report.Done, report.Ids));
        Assert.Equal("a/web= b/web=@default.other c/web=1@default.web e/web=", live.State(Five));
        Assert.Contains("'ocmpowershell.io/placement' = 'default.web'", report.Errors[0].Advice!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Works_of_others_may_be_updated_on_demand_and_stay_theirs()
    {
        await using LiveHub live = await Deliveries.HubAsync(Five, "a", "b");
        live.AddWork("a", "web");
        live.AddWork("b", "web", LabelsOf("ocmpowershell.io/placement", "default.other"));
        var settings = new DeliverySettings { Prune = true, IncludeManaged = true };

        Assert.Equal("Updated:a Updated:b", (await live.SyncAsync("2", settings)).Done);
        Assert.Equal("a/web=2 b/web=2@default.other", live.State(Five));
        Assert.Equal("Unchanged:a Unchanged:b", (await live.SyncAsync("2", settings)).Done);
    }

    [Fact]
    public async Task One_that_somebody_else_makes_after_the_plan_is_not_overwritten()
    {
        await using LiveHub live = await Deliveries.HubAsync(Five, "a");

        Deliveries.Report report = await live.SyncAsync(beforeSending: () => live.AddWork("a", "web"));

        Assert.Equal(("Failed:a", "ManagedByOther"), (report.Done, report.Ids));
        Assert.Equal("a/web=", live.State(Five));
    }

    [Fact]
    public async Task One_that_is_handed_over_after_the_plan_is_neither_changed_nor_removed()
    {
        await using LiveHub live = await Deliveries.HubAsync(Five, "a", "b");
        await live.SyncAsync();
        live.Select("a");

        Deliveries.Report report = await live.SyncAsync("2", beforeSending: () =>
        {
            foreach (string cluster in (string[])["a", "b"])
            {
                Assert.True(live.Alter(OcmTypes.ManifestWork, cluster, "web", work => work["metadata"]!["labels"]!["ocmpowershell.io/placement"] = "default.other"));
            }
        });

        Assert.Equal(("Failed:a", "ManagedByOther ManagedByOther"), (report.Done, string.Join(' ', report.Errors.Select(error => error.ErrorId))));
        Assert.Equal("a/web=1@default.other b/web=1@default.other", live.State(Five));
    }

    [Fact]
    public async Task One_that_was_made_anew_after_the_plan_is_not_removed()
    {
        await using LiveHub live = await Deliveries.HubAsync(Five, "a", "b");
        await live.SyncAsync();
        live.Select("a");

        await live.SyncAsync(beforeRemoving: () =>
        {
            live.Admin.Delete(OcmTypes.ManifestWork, "b", "web");
            live.AddWork("b", "web", LabelsOf("ocmpowershell.io/placement", "default.web"));
        });

        Assert.Equal("a/web=1@default.web b/web=@default.web", live.State(Five));
    }

    [Fact]
    public async Task One_that_is_handed_over_between_the_look_and_the_delete_is_not_deleted()
    {
        await using LiveHub live = await Deliveries.HubAsync(Five, "a", "b");
        await live.SyncAsync();
        live.Select("a");
        live.Faults.Add(new FaultRule(Fault.Reset())
        {
            Where = request =>
            {
                if (request.Method == "DELETE")
                {
                    live.Alter(OcmTypes.ManifestWork, "b", "web", work => work["metadata"]!["labels"]!["ocmpowershell.io/placement"] = "default.other");
                }

                return false;
            },
        });

        Deliveries.Report report = await live.SyncAsync();

        Assert.Equal("ManagedByOther", report.Ids);
        Assert.Equal("a/web=1@default.web b/web=1@default.other", live.State(Five));
    }

    [Fact]
    public async Task An_agent_that_writes_meanwhile_does_not_keep_one_from_going()
    {
        await using LiveHub live = await Deliveries.HubAsync(Five, "a", "b");
        await live.SyncAsync();
        live.Select("a");
        int writes = 0;
        live.Faults.Add(new FaultRule(Fault.Reset())
        {
            Where = request =>
            {
                if (request.Method == "DELETE" && writes++ < 2)
                {
                    live.Report("b", "web", """{"conditions":[{"type":"Applied","status":"True","message":"N"}]}""".Replace("N", $"{writes}"));
                }

                return false;
            },
        });

        Deliveries.Report report = await live.SyncAsync();

        Assert.Equal(("Unchanged:a Removed:b", ""), (report.Done, report.Ids));
        Assert.Equal(3, writes);
        Assert.Equal("a/web=1@default.web", live.State(Five));
    }

    [Fact]
    public async Task Parts_are_delivered_and_a_part_that_is_needed_no_more_goes()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("a");
        string Map(int number) => $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m{number}, namespace: default}}\ndata: {{value: \"{new string('x', 300_000)}\"}}\n";
        var large = new OcmPowerShell.Hub.Works.WorkContent
        {
            Manifests = Read(string.Join("---\n", Enumerable.Range(1, 3).Select(Map))),
        };
        var settings = new DeliverySettings { Prune = true, Split = true, Patience = TimeSpan.FromSeconds(5) };
        Task<DeliveryTarget> Named(CancellationToken _) => Task.FromResult(DeliveryTargets.Named(["a"]));

        Deliveries.Report first = await Deliveries.RunAsync(live.Connection, Named, large, settings, cancel: Cancel);
        Deliveries.Report second = await Deliveries.RunAsync(live.Connection, Named, large, settings, cancel: Cancel);
        foreach (string part in (string[])["web", "web-2", "web-3"])
        {
            live.Report("a", part, """{"conditions":[{"type":"Applied","status":"True","observedGeneration":1}]}""");
        }

        Deliveries.Report third = await Deliveries.RunAsync(
            live.Connection, Named, large with { Manifests = Read(Map(1) + "---\n" + Map(2)) }, settings, cancel: Cancel);

        Assert.Equal("Created:a Created:a/web-2 Created:a/web-3", first.Done);
        Assert.Equal("Unchanged:a Unchanged:a/web-2 Unchanged:a/web-3", second.Done);
        Assert.Equal(("Unchanged:a Unchanged:a/web-2 Removed:a/web-3", ""), (third.Done, third.Ids));
    }

    private static ManifestSet Read(string text)
    {
        var reader = new ManifestReader { SizeLimit = long.MaxValue };
        reader.AddText(text, "text");
        return reader.ToManifestSet();
    }

    private static System.Text.Json.Nodes.JsonObject LabelsOf(string key, string value) =>
        new() { ["labels"] = new System.Text.Json.Nodes.JsonObject { [key] = value } };
}
