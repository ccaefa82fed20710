using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Hub.Works.Delivery;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Works.Delivery;

/// <summary>Deliveries as a cmdlet makes them: the plan, what is wanted, and what goes last.</summary>
internal static class Deliveries
{
    public static readonly ObjectKey Web = new("default", "web");

    public static readonly RemovalLimit All = RemovalLimit.Parse("100%");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>What was done, in order of the clusters, and why what failed did.</summary>
    public sealed record Report(string Done, IReadOnlyList<HubException> Errors)
    {
        public string Ids => string.Join(' ', Errors.Select(error => error.ErrorId));
    }

    /// <summary>A hub with namespaces and a placement that has selected clusters.</summary>
    public static async Task<LiveHub> HubAsync(string[] namespaces, params string[] selected)
    {
        LiveHub live = await LiveHub.WithoutAgentsAsync([.. namespaces, "default"]);
        live.AddPlacement("default", "web");
        live.Select(selected);
        return live;
    }

    /// <summary>Has the placement select clusters, all in one decision.</summary>
    public static void Select(this LiveHub live, params string[] clusters)
    {
        live.Decide("default", "web", "web-decision-1", "0", clusters);
        live.ReportSelected(clusters.Length);
    }

    public static void ReportSelected(this LiveHub live, int count) =>
        live.ReportPlacement("default", "web", LiveObjects.Satisfied.Replace("COUNT", $"{count}"));

    /// <summary>Changes an object from the inside, if it is there.</summary>
    public static bool Alter(this LiveHub live, ResourceType type, string? @namespace, string name, Action<JsonObject> change) => live.Admin.Change(type, @namespace, name, value =>
    {
        change(value);
        return true;
    }) is not null;

    public static DeliveryTargets Targets(HubConnection hub) => new(hub) { Patience = TimeSpan.FromMilliseconds(250), Settling = TimeSpan.FromMilliseconds(60) };

    /// <summary>The works of the name, as <c>cluster=value owner</c>.</summary>
    public static string State(this LiveHub live, params string[] namespaces) => string.Join(' ', namespaces.SelectMany(cluster =>
        live.Admin.List(OcmTypes.ManifestWork, cluster).Select(work =>
            $"{cluster}/{work["metadata"]!["name"]}={work["spec"]!["workload"]!["manifests"]![0]!["data"]?["value"]}"
            + $"{(work["metadata"]!["labels"]?["ocmpowershell.io/placement"] is { } owner ? $"@{owner}" : "")}")));

    public static Task<Report> SyncAsync(this LiveHub live, string value = "1", DeliverySettings? settings = null, Action? beforeSending = null, Action? beforeRemoving = null, CancellationToken? cancel = null) =>
        RunAsync(live.Connection, token => Targets(live.Connection).PlacementAsync(Web, "", allowEmpty: false, token), Contents.ConfigMap(value), settings, beforeSending, beforeRemoving, cancel: cancel ?? Cancel);

    public static async Task<Report> RunAsync(
        HubConnection hub,
        Func<CancellationToken, Task<DeliveryTarget>> find,
        WorkContent content,
        DeliverySettings? settings = null,
        Action? beforeSending = null,
        Action? beforeRemoving = null,
        string work = "web",
        CancellationToken cancel = default)
    {
        List<DeliveryOutcome> outcomes = [];
        List<HubException> errors = [];
        DeliveryTarget target;
        DeliveryPlan plan;
        DeliveryRun run;
        try
        {
            target = await find(cancel);
            run = new DeliveryRun(hub, work, target, _ => content, settings ?? new DeliverySettings { Prune = true });
            plan = await run.PlanAsync(cancel);
        }
        catch (HubException exception)
        {
            return new Report("", [exception]);
        }

        beforeSending?.Invoke();
        errors.AddRange(run.Unread.Values);
        errors.AddRange(plan.Steps.Where(step => step.Action == DeliveryAction.Refuse).Select(step => step.Problem!));
        errors.AddRange(plan.Problem is { } problem ? [problem] : []);
        foreach (IGrouping<string, DeliveryStep> steps in plan.Steps.Where(step =>
            step.Action is DeliveryAction.Create or DeliveryAction.Update or DeliveryAction.Unchanged || step is { Action: DeliveryAction.Remove, Leaves: false }).GroupBy(step => step.Cluster))
        {
            outcomes.AddRange(await run.PutAsync([.. steps], create: false, cancel));
        }

        beforeRemoving?.Invoke();
        DeliveryStep[] planned = [.. plan.Steps.Where(step => step is { Action: DeliveryAction.Remove, Leaves: true })];
        int entered = outcomes.Count(outcome => outcome.Step.Enters && outcome.Error is null);
        (IReadOnlyList<DeliveryStep> removals, _, HubException? kept) = await run.ReleaseAsync(planned, entered, outcomes.Count(outcome => outcome.Step.Enters && outcome.Error is not null), cancel);
        errors.AddRange(kept is not null ? [kept] : []);
        foreach (DeliveryStep step in removals)
        {
            try
            {
                outcomes.Add(await run.RemoveAsync(step, cancel));
            }
            catch (HubException exception)
            {
                errors.Add(exception);
            }
        }

        errors.AddRange(outcomes.Where(outcome => outcome.Error is not null).Select(outcome => outcome.Error!));
        return new Report(string.Join(' ', outcomes.Select(outcome => $"{outcome.Action}:{outcome.Step.Cluster}{(outcome.Step.Work == work ? "" : "/" + outcome.Step.Work)}")), errors);
    }
}
