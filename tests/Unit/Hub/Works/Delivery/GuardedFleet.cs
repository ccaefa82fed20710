using OcmPowerShell.Hub.Works.Delivery;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Works.Delivery;

/// <summary>A fleet that has its works, and settings that would take them all.</summary>
internal static class GuardedFleet
{
    public static readonly string[] Three = ["a", "b", "c"];

    public static readonly DeliverySettings Reckless = new() { Prune = true, MaxRemove = Deliveries.All };

    /// <summary>Three clusters that have the work of their placement, and others that do not.</summary>
    public static async Task<LiveHub> FleetAsync(params string[] more)
    {
        LiveHub live = await Deliveries.HubAsync([.. Three, "d", .. more], Three);
        Assert.Equal("Created:a Created:b Created:c", (await live.SyncAsync()).Done);
        return live;
    }

    /// <summary>Delivers again, and sees that no cluster has lost or gained the work.</summary>
    public static async Task StaysAsync(LiveHub live, string errorId, bool allowEmpty = false)
    {
        Deliveries.Report report = await Deliveries.RunAsync(
            live.Connection, token => Deliveries.Targets(live.Connection).PlacementAsync(Deliveries.Web, "", allowEmpty, token), Contents.ConfigMap(), Reckless, cancel: TestContext.Current.CancellationToken);

        Assert.Equal(errorId, report.Ids);
        Assert.DoesNotContain("Removed", report.Done, StringComparison.Ordinal);
        Assert.DoesNotContain("Created", report.Done, StringComparison.Ordinal);
        Assert.Equal("a/web=1@default.web b/web=1@default.web c/web=1@default.web", live.State("a", "b", "c", "d"));
    }
}
