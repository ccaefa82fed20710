using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.Certificates;

/// <summary>Deletes requests for certificates that nobody needs any more: an hour after they were answered, a day after they were made.</summary>
/// <param name="hub">The hub, as <c>kube-controller-manager</c>.</param>
/// <param name="backoff">Pause before a request that failed is tried again.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Told of everything unexpected.</param>
internal sealed class CertificateRequestCleaner(IResourceClient hub, Backoff backoff, TimeProvider time, Action<ActorFault> report) : IActor
{
    private static readonly TimeSpan Answered = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pending = TimeSpan.FromHours(24);
    private static readonly ResourceType Type = KubernetesTypes.CertificateSigningRequest;

    public string Name => "certificate request cleaner";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var loop = new ReconcileLoop(Name, report, backoff, time, cancellationToken);
        loop.Follow("the watch of certificatesigningrequests", async stop =>
        {
            await foreach (var change in hub.WatchAsync(Type, null, stop))
            {
                if (change.Type != "DELETED")
                {
                    loop.Add(change.Object.Name());
                }
            }
        });
        await loop.RunAsync(Reconcile);
    }

    private TimeSpan? Reconcile(string name)
    {
        if (hub.Get(Type, null, name) is not { } request)
        {
            return null;
        }

        var left = EndOf(request) - time.GetUtcNow();
        if (left > TimeSpan.Zero)
        {
            return left;
        }

        hub.Delete(Type, null, name);
        return null;
    }

    private DateTimeOffset EndOf(JsonObject request)
    {
        var conditions = request.ArrayAt("status", "conditions");
        var denied = ConditionList.Find(conditions, "Denied") ?? ConditionList.Find(conditions, "Failed");
        var approved = request.TextAt("status", "certificate") is null ? null : ConditionList.Find(conditions, "Approved");
        return (denied ?? approved) is { } answered
            ? MomentOf(answered.TextAt("lastUpdateTime") ?? answered.TextAt("lastTransitionTime")) + Answered
            : MomentOf(request.TextAt("metadata", "creationTimestamp")) + Pending;
    }

    /// <summary>A moment that cannot be read is now: the object is looked at again.</summary>
    private DateTimeOffset MomentOf(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : time.GetUtcNow();
}
