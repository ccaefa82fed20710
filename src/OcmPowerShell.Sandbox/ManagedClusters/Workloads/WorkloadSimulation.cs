using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;

namespace OcmPowerShell.Sandbox.ManagedClusters.Workloads;

/// <summary>
/// Stands in for the scheduler, the kubelet and the controllers of a managed cluster: it writes the status that
/// Deployments, StatefulSets, DaemonSets, Jobs and Pods would get, and makes none of the ReplicaSets and Pods in between.
/// A workload is ready after <see cref="ManagedClusterProfile.WorkloadDelay"/>, or at once when it is only scaled down.
/// <para>
/// To try failure: a workload with an image whose name contains <c>broken</c> (<c>broken:1</c>, <c>registry/app:broken</c>)
/// never becomes ready; a Deployment then says <c>ProgressDeadlineExceeded</c> after its <c>progressDeadlineSeconds</c>.
/// </para>
/// </summary>
internal sealed class WorkloadSimulation : IActor
{
    private const string Revision = "deployment.kubernetes.io/revision";

    private static readonly Dictionary<string, IWorkload> Workloads = new IWorkload[]
    {
        new DaemonSetWorkload(), new DeploymentWorkload(), new JobWorkload(), new PodWorkload(), new StatefulSetWorkload(),
    }.ToDictionary(workload => workload.Type.Plural);

    private readonly ManagedCluster _cluster;
    private readonly IResourceClient _client;
    private readonly Backoff _backoff;
    private readonly TimeProvider _time;
    private readonly Action<ActorFault> _report;
    private readonly Dictionary<string, Progress> _progress = [];

    public WorkloadSimulation(ManagedCluster cluster, Backoff backoff, TimeProvider time, Action<ActorFault> report)
    {
        _cluster = cluster;
        _client = cluster.ClientFor("kube-controller-manager");
        _backoff = backoff;
        _time = time;
        _report = report;
    }

    public string Name => $"workloads of {_cluster.Name}";

    /// <summary>Whether an image is one that cannot be pulled.</summary>
    public static bool IsBroken(string image) => image.Contains("broken", StringComparison.OrdinalIgnoreCase);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var loop = new ReconcileLoop(Name, _report, _backoff, _time, cancellationToken);
        _progress.Clear();
        foreach (var workload in Workloads.Values)
        {
            loop.Follow($"the watch of {workload.Type}", stop => WatchAsync(workload, loop, stop));
        }

        await loop.RunAsync(Reconcile);
    }

    private async Task WatchAsync(IWorkload workload, ReconcileLoop loop, CancellationToken cancellationToken)
    {
        await foreach (var change in _client.WatchAsync(workload.Type, null, cancellationToken))
        {
            loop.Add($"{workload.Type.Plural}/{change.Object.Namespace()}/{change.Object.Name()}");
        }
    }

    private TimeSpan? Reconcile(string key)
    {
        var parts = key.Split('/');
        var workload = Workloads[parts[0]];
        if (_client.Get(workload.Type, parts[1], parts[2]) is not { } value || value.IsDeleting())
        {
            _progress.Remove(key);
            return null;
        }

        var now = _time.GetUtcNow();
        var template = workload.PodSpecOf(value)?.ToJsonString() ?? "";
        if (!_progress.TryGetValue(key, out var progress) || progress.Uid != value.Uid())
        {
            _progress[key] = progress = new Progress(value.Uid(), template) { ReadyTemplate = WasReady(workload, value, now) ? template : null };
        }

        if (workload.HasRevisions && CountRevision(workload, value, progress.Template != template) is { } counted)
        {
            value = counted;
        }

        if (progress.Generation != value.Generation() || progress.Template != template)
        {
            progress.Generation = value.Generation();
            progress.Template = template;
            progress.Since = now;
        }

        return Advance(workload, value, progress, now);
    }

    private TimeSpan? Advance(IWorkload workload, JsonObject value, Progress progress, DateTimeOffset now)
    {
        var isNewTemplate = progress.ReadyTemplate != progress.Template;
        var (phase, wait) = PhaseOf(workload, value, isNewTemplate, now - progress.Since);
        if (phase == WorkloadPhase.Ready)
        {
            progress.ReadyTemplate = progress.Template;
        }

        // Computed again from what is read last: the status continues the one before.
        _client.ChangeStatus(workload.Type, value.Namespace(), value.Name(), current =>
        {
            if (current.Generation() == value.Generation())
            {
                current["status"] = workload.StatusAt(current, new(phase, isNewTemplate, now));
            }
        });
        return wait;
    }

    private (WorkloadPhase Phase, TimeSpan? Wait) PhaseOf(IWorkload workload, JsonObject value, bool isNewTemplate, TimeSpan elapsed)
    {
        if (!isNewTemplate && workload.HasEnough(value))
        {
            return (WorkloadPhase.Ready, null);
        }

        var isBroken = workload.PodSpecOf(value) is { } pod && IsBroken(pod) && value.IntegerAt("spec", "replicas") != 0;
        if (!isBroken)
        {
            var left = _cluster.Profile.WorkloadDelay - elapsed;
            return left <= TimeSpan.Zero ? (WorkloadPhase.Ready, null) : (WorkloadPhase.Starting, left);
        }

        return workload.DeadlineOf(value) is not { } deadline ? (WorkloadPhase.Starting, null)
            : elapsed >= deadline ? (WorkloadPhase.Stuck, null)
            : (WorkloadPhase.Starting, deadline - elapsed);
    }

    private static bool IsBroken(JsonObject pod) =>
        pod.ObjectsAt("containers").Concat(pod.ObjectsAt("initContainers")).Any(container => IsBroken(container.TextAt("image") ?? ""));

    /// <summary>Whether an object met for the first time is ready already, as after this actor was run again.</summary>
    private static bool WasReady(IWorkload workload, JsonObject value, DateTimeOffset now) =>
        value["status"] is JsonObject status
        && JsonEquality.Same(status, workload.StatusAt(value, new(WorkloadPhase.Ready, false, now)));

    private JsonObject? CountRevision(IWorkload workload, JsonObject value, bool isChanged)
    {
        var known = value.TextAt("metadata", "annotations", Revision);
        if (known is not null && !isChanged)
        {
            return null;
        }

        var next = int.TryParse(known, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number + 1 : 1;
        return _client.Change(workload.Type, value.Namespace(), value.Name(), current =>
        {
            current.Child("metadata").Child("annotations")[Revision] = next.ToString(CultureInfo.InvariantCulture);
            return true;
        });
    }

    /// <summary>What is known of one workload.</summary>
    private sealed class Progress(string uid, string template)
    {
        public string Uid { get; } = uid;

        public string Template { get; set; } = template;

        /// <summary>The template whose pods ran last; null for none.</summary>
        public string? ReadyTemplate { get; set; }

        public long Generation { get; set; } = -1;

        public DateTimeOffset Since { get; set; }
    }
}
