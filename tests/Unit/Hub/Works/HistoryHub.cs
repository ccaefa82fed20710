using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Hub.Works.History;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Works;

/// <summary>What the tests of histories do to the work one/web, and look at.</summary>
internal static class HistoryHub
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Brings the work to a ConfigMap with a value.</summary>
    public static async Task<Work> PutAsync(this LiveHub live, string value, WorkHistory? history = null, string name = "web", bool dryRun = false) =>
        (await new WorkClient(live.Connection) { History = history ?? WorkHistory.Default }.CreateOrUpdateAsync("one", name, Contents.ConfigMap(value), dryRun, Cancel)).Work;

    /// <summary>The Secrets in the namespace, as they are stored.</summary>
    public static IReadOnlyList<JsonObject> Secrets(this LiveHub live) => live.Admin.List(KubernetesTypes.Secret, "one");

    /// <summary>The revisions that are kept, the newest first.</summary>
    public static async Task<IReadOnlyList<long>> RevisionsAsync(this LiveHub live, string name = "web") =>
        (await WorkRecords.ListAsync(live.Connection, await live.WorkAsync(name), false, Cancel)).ConvertAll(record => record.Revision);

    public static async Task<Work> WorkAsync(this LiveHub live, string name = "web") => (await live.Works.GetAsync("one", name, cancellationToken: Cancel))!;

    /// <summary>The work's spec as it is stored.</summary>
    public static JsonObject Spec(this LiveHub live, string name = "web") => live.Admin.Get(OcmTypes.ManifestWork, "one", name)!["spec"]!.AsObject();

    /// <summary>Changes the spec as somebody else, without keeping anything.</summary>
    public static void ChangeSpec(this LiveHub live, Action<JsonObject> change) => live.Admin.Change(OcmTypes.ManifestWork, "one", "web", work =>
    {
        change(work["spec"]!.AsObject());
        return true;
    });

    /// <summary>Changes the metadata, as an agent may.</summary>
    public static void ChangeMetadata(this LiveHub live, Action<JsonObject> change) => live.Admin.Change(OcmTypes.ManifestWork, "one", "web", work =>
    {
        change(work["metadata"]!.AsObject());
        return true;
    });

    /// <summary>Lets requests for Secrets meet a fault.</summary>
    public static void SpoilSecrets(this LiveHub live, Fault fault, string method, int count = int.MaxValue) =>
        live.Faults.Add(new FaultRule(fault) { Method = method, PathContains = "/secrets", Count = count });

    /// <summary>What was sent that concerns Secrets.</summary>
    public static IReadOnlyList<RequestLogEntry> SecretRequests(this LiveHub live) => [.. live.Requests.Where(request => request.Path.Contains("/secrets", StringComparison.Ordinal))];

    /// <summary>Plans and does an undo, as the cmdlet does.</summary>
    public static async Task<(Work Work, ChangeAction Action)> UndoAsync(this LiveHub live, UndoChoice? choice = null, bool dryRun = false)
    {
        var undo = new WorkUndo(live.Connection, choice ?? new UndoChoice()) { DryRun = dryRun };
        return await undo.RunAsync(await undo.PlanAsync(await live.WorkAsync(), Cancel), Cancel);
    }
}
