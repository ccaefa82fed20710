using System.Text;
using System.Text.Json;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Model.Wire;

namespace OcmPowerShell.Hub.Model;

/// <summary>Makes a <see cref="Cluster"/> of a ManagedCluster's JSON.</summary>
internal static class ClusterParser
{
    private const string ClusterSetLabel = "cluster.open-cluster-management.io/clusterset";
    private const string AddOnPrefix = "feature.open-cluster-management.io/addon-";
    private const int DefaultLeaseSeconds = 60;

    /// <summary>Parses one object.</summary>
    public static Cluster Parse(ReadOnlySpan<byte> json, string hub, bool includeJson = false)
    {
        WireManagedCluster wire = JsonSerializer.Deserialize(json, ClusterJson.Default.WireManagedCluster)
            ?? throw new JsonException("A cluster is null.");
        WireManagedCluster.SpecPart spec = wire.Spec ?? new();
        WireManagedCluster.StatusPart status = wire.Status ?? new();
        string version = status.Version?.Kubernetes ?? "";
        Dictionary<string, string> capacity = Quantities(status.Capacity);
        Dictionary<string, string> allocatable = Quantities(status.Allocatable);
        var cluster = new Cluster
        {
            Name = wire.Metadata.Name,
            Accepted = spec.HubAcceptsClient,
            KubernetesVersion = version,
            Version = ParseVersion(version),
            Capacity = capacity,
            Allocatable = allocatable,
            Cpu = Quantity.Parse(capacity.GetValueOrDefault("cpu")),
            Memory = Quantity.ParseBytes(capacity.GetValueOrDefault("memory")),
            AllocatableCpu = Quantity.Parse(allocatable.GetValueOrDefault("cpu")),
            AllocatableMemory = Quantity.ParseBytes(allocatable.GetValueOrDefault("memory")),
            Claims = (status.ClusterClaims ?? []).DistinctBy(claim => claim.Name).ToDictionary(claim => claim.Name, claim => claim.Value ?? ""),
            Taints = (spec.Taints ?? []).ConvertAll(ToModel),
            LeaseDuration = TimeSpan.FromSeconds(spec.LeaseDurationSeconds is > 0 and { } seconds ? seconds : DefaultLeaseSeconds),
            Urls = (spec.ManagedClusterClientConfigs ?? []).ConvertAll(config => config.Url ?? ""),
        };
        MetadataParser.Fill(cluster, wire.Metadata, status.Conditions, hub);
        cluster.Json = includeJson ? Encoding.UTF8.GetString(json) : null;
        cluster.ClusterSet = cluster.Labels.GetValueOrDefault(ClusterSetLabel, "");
        cluster.AddOns = cluster.Labels
            .Where(label => label.Key.StartsWith(AddOnPrefix, StringComparison.Ordinal))
            .ToDictionary(label => label.Key[AddOnPrefix.Length..], label => label.Value);
        cluster.Joined = cluster.IsTrue("ManagedClusterJoined");
        cluster.Available = cluster.IsTrue("ManagedClusterConditionAvailable");
        cluster.ClockSynced = cluster.IsTrue("ManagedClusterConditionClockSynced");
        cluster.Status = Status(cluster);
        Taint? suspension = Suspension.Of(cluster.Taints);
        (cluster.Suspended, cluster.SuspendReason) = (suspension is not null, suspension?.Value ?? "");
        return cluster;
    }

    private static ClusterStatus Status(Cluster cluster) => cluster switch
    {
        { Accepted: false } => ClusterStatus.NotAccepted,
        { Joined: not true } => ClusterStatus.NotJoined,
        { Available: true } => ClusterStatus.Available,
        { Available: false } => ClusterStatus.Unavailable,
        _ => ClusterStatus.Unknown,
    };

    private static Taint ToModel(WireManagedCluster.TaintPart taint) => new()
    {
        Key = taint.Key,
        Value = taint.Value ?? "",
        Effect = taint.Effect,
        TimeAdded = taint.TimeAdded?.ToUniversalTime(),
    };

    private static Dictionary<string, string> Quantities(Dictionary<string, JsonElement>? quantities) =>
        (quantities ?? []).ToDictionary(pair => pair.Key, pair => pair.Value.ToString());

    // v1.33.1+k3s1 and v1.33-gke.100 are versions too: the numbers in front are what is compared.
    private static Version? ParseVersion(string text)
    {
        int start = text.StartsWith('v') ? 1 : 0;
        int end = start;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.'))
        {
            end++;
        }

        return Version.TryParse(text[start..end].TrimEnd('.'), out Version? version) ? version : null;
    }
}
