using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;

namespace OcmPowerShell.Sandbox.ManagedClusters.Registration;

/// <summary>
/// New clusters that ask to join as a klusterlet does: with the rights of the bootstrap user it registers the cluster and
/// requests a certificate; when the certificate is issued, the agents may connect with it.
/// </summary>
/// <param name="hub">The hub, as the bootstrap user and <c>registration</c>.</param>
/// <param name="joined">Told of a cluster whose certificate is there.</param>
internal sealed class ClusterBootstrap(IResourceClient hub, Action<string> joined) : IActor
{
    private const string ClusterNameLabel = "open-cluster-management.io/cluster-name";
    private const string Prefix = "system:open-cluster-management:";

    private readonly ConcurrentDictionary<string, ECDsa> _pending = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, X509Certificate2> _certificates = new(StringComparer.Ordinal);

    public string Name => "cluster bootstrap";

    /// <summary>Whether a cluster waits for its certificate.</summary>
    public bool IsPending(string cluster) => _pending.ContainsKey(cluster);

    /// <summary>The certificate of a cluster, with its key; null where it was issued none.</summary>
    public X509Certificate2? Find(string cluster) => _certificates.GetValueOrDefault(cluster);

    /// <summary>Registers a cluster, which the hub does not accept yet, and requests its certificate.</summary>
    /// <exception cref="ApiException">There is a cluster of this name, or the name cannot be.</exception>
    public void Request(string cluster)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (!_pending.TryAdd(cluster, key))
        {
            key.Dispose();
            throw Refusal.AlreadyExists(OcmTypes.ManagedCluster, cluster);
        }

        try
        {
            hub.Create(OcmTypes.ManagedCluster, null, new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = cluster },
                ["spec"] = new JsonObject { ["hubAcceptsClient"] = false, ["leaseDurationSeconds"] = 60 },
            });
            hub.Create(KubernetesTypes.CertificateSigningRequest, null, new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["generateName"] = $"{cluster}-",
                    ["labels"] = new JsonObject { [ClusterNameLabel] = cluster },
                },
                ["spec"] = new JsonObject
                {
                    ["request"] = RequestOf(cluster, key),
                    ["signerName"] = "kubernetes.io/kube-apiserver-client",
                    ["usages"] = new JsonArray("digital signature", "key encipherment", "client auth"),
                },
            });
        }
        catch
        {
            _pending.TryRemove(cluster, out _);
            key.Dispose();
            throw;
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var change in hub.WatchAsync(KubernetesTypes.CertificateSigningRequest, null, cancellationToken))
        {
            if (change.Object.TextAt("metadata", "labels", ClusterNameLabel) is { } cluster
                && change.Object.TextAt("status", "certificate") is { } issued
                && _pending.TryGetValue(cluster, out ECDsa? key)
                && Load(issued, key) is { } certificate)
            {
                _certificates[cluster] = certificate;
                _pending.TryRemove(cluster, out _);
                key.Dispose();
                joined(cluster);
            }
        }
    }

    private static string RequestOf(string cluster, ECDsa key)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName($"{Prefix}{cluster}:sandbox");
        name.AddOrganizationName($"{Prefix}managed-clusters");
        name.AddOrganizationName(Prefix + cluster);
        string pem = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        return Convert.ToBase64String(Encoding.ASCII.GetBytes(pem + "\n"));
    }

    /// <summary>The certificate with its key; null where it is for another one.</summary>
    private static X509Certificate2? Load(string issued, ECDsa key)
    {
        try
        {
            using X509Certificate2 certificate = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(Convert.FromBase64String(issued)));
            return certificate.CopyWithPrivateKey(key);
        }
        catch (Exception error) when (error is FormatException or ArgumentException or CryptographicException)
        {
            return null;
        }
    }
}
