using System.Runtime.CompilerServices;
using System.Threading.Channels;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Registration;

/// <summary>Waits for clusters that have not registered or not asked for their certificate, by watching the hub's clusters and requests.</summary>
internal sealed class RegistrationWatch(HubConnection hub)
{
    private readonly Dictionary<string, Cluster> _clusters = [];
    private readonly Dictionary<string, Dictionary<string, RegistrationRequest>> _requests = [];
    private int _unsynced = 2;

    /// <summary>Gives each cluster once: with what is to be done for it, or when time is up, with what is still missing.</summary>
    /// <param name="missing">The clusters, and what was missing of each.</param>
    /// <param name="policy">Whose requests are approved.</param>
    /// <param name="timeout">For all of them together.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="HubException">The hub refused.</exception>
    public async IAsyncEnumerable<(string Name, AdmissionDecision Decision)> WaitAsync(
        IReadOnlyDictionary<string, AdmissionDecision> missing, AdmissionPolicy policy, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Dictionary<string, AdmissionDecision> pending = missing.ToDictionary();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(timeout);
        var events = Channel.CreateBounded<object>(64);
        Task watching = WatchAsync(events.Writer, stop.Token);
        try
        {
            while (pending.Count > 0 && await NextAsync(events.Reader, stop.Token, cancellationToken).ConfigureAwait(false) is { } change)
            {
                // Only once all is known that there is, it is known what is missing.
                string? changed = Take(change);
                foreach (string name in _unsynced > 0 ? [] : changed is null ? [.. pending.Keys] : pending.ContainsKey(changed) ? new[] { changed } : [])
                {
                    AdmissionDecision decision = AdmissionDecision.Of(hub, name, _clusters.GetValueOrDefault(name), _requests.GetValueOrDefault(name)?.Values ?? (IReadOnlyCollection<RegistrationRequest>)[], policy, waits: true);
                    pending[name] = decision;
                    if (decision.Missing is null)
                    {
                        pending.Remove(name);
                        yield return (name, decision);
                    }
                }
            }

            foreach ((string name, AdmissionDecision decision) in pending)
            {
                yield return (name, decision);
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Null when time is up; a user's cancellation, and what ended a watch, are thrown.
    private static async Task<object?> NextAsync(ChannelReader<object> reader, CancellationToken stop, CancellationToken caller)
    {
        try
        {
            return await reader.ReadAsync(stop).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ChannelClosedException { InnerException: OperationCanceledException } && !caller.IsCancellationRequested)
        {
            return null;
        }
        catch (ChannelClosedException exception) when (exception.InnerException is HubException refusal)
        {
            throw refusal;
        }
    }

    // The cluster that it is about; null for all.
    private string? Take(object change)
    {
        switch (change)
        {
            case WatchEvent<Cluster> { Object: { } cluster, Type: var type }:
                if (type == WatchEventType.Deleted)
                {
                    _clusters.Remove(cluster.Name);
                }
                else
                {
                    _clusters[cluster.Name] = cluster;
                }

                return cluster.Name;
            case WatchEvent<RegistrationRequest> { Object: { } request, Type: var type }:
                if (!_requests.TryGetValue(request.Cluster, out Dictionary<string, RegistrationRequest>? ofCluster))
                {
                    _requests[request.Cluster] = ofCluster = [];
                }

                if (type == WatchEventType.Deleted)
                {
                    ofCluster.Remove(request.RequestName);
                }
                else
                {
                    ofCluster[request.RequestName] = request;
                }

                return request.Cluster;
            default:
                _unsynced--;
                return null;
        }
    }

    private async Task WatchAsync(ChannelWriter<object> writer, CancellationToken cancellationToken)
    {
        try
        {
            var requests = new ListOptions { LabelSelector = ClusterAdmission.SelectorOf(null) };
            Task first = await Task.WhenAny(
                ForwardAsync(Kinds.Clusters, new ListOptions(), writer, cancellationToken),
                ForwardAsync(Kinds.RegistrationRequests, requests, writer, cancellationToken)).ConfigureAwait(false);
            await first.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The other watch ends with the wait.
            writer.TryComplete(exception);
        }
    }

    private async Task ForwardAsync<T>(ResourceKind<T> kind, ListOptions options, ChannelWriter<object> writer, CancellationToken cancellationToken)
        where T : HubObject
    {
        await foreach (WatchEvent<T> change in kind.On(hub).WatchAsync(null, options, cancellationToken).ConfigureAwait(false))
        {
            await writer.WriteAsync(change, cancellationToken).ConfigureAwait(false);
        }
    }
}
