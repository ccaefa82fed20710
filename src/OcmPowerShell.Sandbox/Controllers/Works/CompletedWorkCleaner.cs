using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.Works;

/// <summary>
/// Deletes works some time after they became Complete, where <c>deleteOption.ttlSecondsAfterFinished</c> says so. Those of a
/// replica set stay: it would make them anew.
/// </summary>
/// <param name="hub">The hub, as <c>work</c>.</param>
/// <param name="backoff">Pause before a work that failed is tried again.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Told of everything unexpected.</param>
internal sealed class CompletedWorkCleaner(IResourceClient hub, Backoff backoff, TimeProvider time, Action<ActorFault> report) : IActor
{
    private const string Complete = "Complete";
    private const string ReplicaSetLabel = "work.open-cluster-management.io/manifestworkreplicaset";

    public string Name => "completed work cleaner";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var loop = new ReconcileLoop(Name, report, backoff, time, cancellationToken);
        loop.Follow("the watch of manifestworks", async stop =>
        {
            await foreach (var change in hub.WatchAsync(OcmTypes.ManifestWork, null, stop))
            {
                if (change.Type != "DELETED" && EndOf(change.Object) is not null)
                {
                    loop.Add($"{change.Object.Namespace()}/{change.Object.Name()}");
                }
            }
        });
        await loop.RunAsync(Reconcile);
    }

    private TimeSpan? Reconcile(string key)
    {
        var parts = key.Split('/');
        if (hub.Get(OcmTypes.ManifestWork, parts[0], parts[1]) is not { } work || EndOf(work) is not { } end)
        {
            return null;
        }

        var left = end - time.GetUtcNow();
        if (left > TimeSpan.Zero)
        {
            return left;
        }

        hub.Delete(OcmTypes.ManifestWork, parts[0], parts[1]);
        return null;
    }

    private static DateTimeOffset? EndOf(JsonObject work) =>
        work.TextAt("metadata", "deletionTimestamp") is null
        && work.TextAt("metadata", "labels", ReplicaSetLabel) is null
        && work.IntegerAt("spec", "deleteOption", "ttlSecondsAfterFinished") is { } seconds
        && ConditionList.Find(work.ArrayAt("status", "conditions"), Complete) is { } condition && condition.TextAt("status") == Condition.True
        && DateTimeOffset.TryParse(condition.TextAt("lastTransitionTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since)
            ? since + TimeSpan.FromSeconds(Math.Min(seconds, (long)TimeSpan.FromDays(365).TotalSeconds))
            : null;
}
