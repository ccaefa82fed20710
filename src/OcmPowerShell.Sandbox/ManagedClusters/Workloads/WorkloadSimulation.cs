using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;

namespace OcmPowerShell.Sandbox.ManagedClusters.Workloads;

/// <summary>
/// Stands in for the scheduler, the kubelet and the workload controllers of a managed cluster: Deployments make ReplicaSets,
/// these and StatefulSets, DaemonSets and Jobs make Pods (<see cref="Pods.Most"/> at most for each), and Pods become ready
/// after the cluster's delay. Nothing runs. CronJobs stay silent.
/// <para>
/// To try failure: a pod with an image whose name contains <c>broken</c> (<c>broken:1</c>, <c>registry/app:broken</c>)
/// never becomes ready; a Deployment then says <c>ProgressDeadlineExceeded</c> after its <c>progressDeadlineSeconds</c>.
/// </para>
/// </summary>
internal sealed class WorkloadSimulation : IActor
{
    private readonly IResourceClient _client;
    private readonly Backoff _backoff;
    private readonly TimeProvider _time;
    private readonly Action<ActorFault> _report;
    private readonly Pods _pods;
    private readonly Kubelet _kubelet;
    private readonly OwnedObjects<ReplicaSetState> _replicaSets = new(ReplicaSetState.Of);
    private readonly Dictionary<string, IWorkloadController> _controllers;
    private readonly ConcurrentDictionary<string, string> _pending = new(StringComparer.Ordinal);
    private ReconcileLoop? _loop;

    public WorkloadSimulation(ManagedCluster cluster, Backoff backoff, TimeProvider time, Action<ActorFault> report)
    {
        _client = cluster.ClientFor("kube-controller-manager");
        _backoff = backoff;
        _time = time;
        _report = report;
        Name = $"workloads of {cluster.Name}";
        _pods = new Pods(_client, cluster.NodeName);
        _kubelet = new Kubelet(cluster, cluster.ClientFor("kubelet"), _pods, time);
        IWorkloadController[] controllers =
        [
            new DaemonSetController(_client, _pods),
            new DeploymentController(_client, _replicaSets, Noted, time),
            new JobController(_client, _pods, time),
            _kubelet,
            new ReplicaSetController(_client, _pods, _replicaSets.Note),
            new StatefulSetController(_client, _pods),
        ];
        _controllers = controllers.ToDictionary(controller => controller.Type.Plural);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The cluster behaves otherwise than before: pods that wait are looked at again.</summary>
    public void Notice()
    {
        foreach (var key in _pending.Values)
        {
            Volatile.Read(ref _loop)?.Add(key);
        }
    }

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var loop = new ReconcileLoop(Name, _report, _backoff, _time, cancellationToken);
        _pods.Load();
        _replicaSets.Clear();
        foreach (var set in _client.List(KubernetesTypes.ReplicaSet))
        {
            _replicaSets.Note(set);
        }

        Volatile.Write(ref _loop, loop);
        try
        {
            foreach (var controller in _controllers.Values)
            {
                loop.Follow($"the watch of {controller.Type}", stop => WatchAsync(controller.Type, loop, stop));
            }

            await loop.RunAsync(Reconcile);
        }
        finally
        {
            Volatile.Write(ref _loop, null);
        }
    }

    private static string KeyOf(string plural, string @namespace, string name) => $"{plural}/{@namespace}/{name}";

    /// <summary>Takes in what the Deployment controller wrote, so that it need not wait for the watch to say it.</summary>
    private void Noted(JsonObject written)
    {
        if (written.TextAt("kind") == KubernetesTypes.ReplicaSet.Kind)
        {
            _replicaSets.Note(written);
        }
    }

    private async Task WatchAsync(ResourceType type, ReconcileLoop loop, CancellationToken cancellationToken)
    {
        await foreach (var change in _client.WatchAsync(type, null, cancellationToken))
        {
            Take(type, change);
            loop.Add(KeyOf(type.Plural, change.Object.Namespace(), change.Object.Name()));
            if (OwnedObjects<PodState>.ControllerOf(change.Object) is { } owner
                && _controllers.Values.FirstOrDefault(controller => controller.Type.Kind == owner.TextAt("kind")) is { } controller)
            {
                loop.Add(KeyOf(controller.Type.Plural, change.Object.Namespace(), owner.TextAt("name") ?? ""));
            }
        }
    }

    private void Take(ResourceType type, ResourceEvent change)
    {
        if (type == KubernetesTypes.Pod)
        {
            _pods.Take(change);
            Wait(change);
        }
        else if (type == KubernetesTypes.ReplicaSet && change.Type == "DELETED")
        {
            _replicaSets.Forget(change.Object);
        }
        else if (type == KubernetesTypes.ReplicaSet)
        {
            _replicaSets.Note(change.Object);
        }
    }

    private void Wait(ResourceEvent change)
    {
        if (change.Type != "DELETED" && change.Object.TextAt("status", "phase") is null or "Pending")
        {
            _pending[change.Object.Uid()] = KeyOf(KubernetesTypes.Pod.Plural, change.Object.Namespace(), change.Object.Name());
        }
        else
        {
            _pending.TryRemove(change.Object.Uid(), out _);
            _kubelet.Forget(change.Object.Uid());
        }
    }

    private TimeSpan? Reconcile(string key)
    {
        var parts = key.Split('/');
        var controller = _controllers[parts[0]];
        return _client.Get(controller.Type, parts[1], parts[2]) is { } value && !value.IsDeleting()
            ? controller.Reconcile(value)
            : null;
    }
}
