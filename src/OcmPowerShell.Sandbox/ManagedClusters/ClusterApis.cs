using System.Collections.Concurrent;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Server;

namespace OcmPowerShell.Sandbox.ManagedClusters;

/// <summary>The API servers of the managed clusters; each is made when it is first asked for, and stays as long as its cluster.</summary>
/// <param name="make">Makes one, by the cluster's name.</param>
/// <param name="end">Ends one, with all that it holds.</param>
internal sealed class ClusterApis(Func<string, ResourceApi> make, Action<ResourceApi> end)
{
    private readonly ConcurrentDictionary<string, Lazy<(ResourceApi Api, IRequestHandler Handler)>> _apis = new(StringComparer.Ordinal);

    /// <summary>A cluster's API without the wire.</summary>
    public ResourceApi Get(string cluster) => Find(cluster).Api;

    /// <summary>A cluster's API for requests, which looks at their rights.</summary>
    public IRequestHandler Handler(string cluster) => Find(cluster).Handler;

    /// <summary>Ends the API of a cluster that is gone.</summary>
    public void LetGo(string cluster)
    {
        if (_apis.TryRemove(cluster, out var known))
        {
            end(known.Value.Api);
        }
    }

    private (ResourceApi Api, IRequestHandler Handler) Find(string cluster) =>
        _apis.GetOrAdd(cluster, name => new(() => New(name))).Value;

    private (ResourceApi Api, IRequestHandler Handler) New(string name)
    {
        ResourceApi api = make(name);
        return (api, new AuthorizationFilter(api.Authorizer, new ApiServer(api)));
    }
}
