using System.Text.Json;

namespace OcmPowerShell.Hub.Model.Wire;

/// <summary>A ManagedCluster as it is sent: the fields that a <see cref="Cluster"/> is made of.</summary>
internal sealed class WireManagedCluster
{
    public ObjectMeta Metadata { get; set; } = new();

    public SpecPart? Spec { get; set; }

    public StatusPart? Status { get; set; }

    internal sealed class SpecPart
    {
        public bool HubAcceptsClient { get; set; }

        public int? LeaseDurationSeconds { get; set; }

        public List<ClientConfigPart>? ManagedClusterClientConfigs { get; set; }

        public List<TaintPart>? Taints { get; set; }
    }

    internal sealed class ClientConfigPart
    {
        public string? Url { get; set; }
    }

    internal sealed class TaintPart
    {
        public string Key { get; set; } = "";

        public string? Value { get; set; }

        public string Effect { get; set; } = "";

        public DateTime? TimeAdded { get; set; }
    }

    internal sealed class StatusPart
    {
        // A quantity is text, but a bare number is a quantity too.
        public Dictionary<string, JsonElement>? Capacity { get; set; }

        public Dictionary<string, JsonElement>? Allocatable { get; set; }

        public List<ClaimPart>? ClusterClaims { get; set; }

        public List<WireCondition>? Conditions { get; set; }

        public VersionPart? Version { get; set; }
    }

    internal sealed class ClaimPart
    {
        public string Name { get; set; } = "";

        public string? Value { get; set; }
    }

    internal sealed class VersionPart
    {
        public string? Kubernetes { get; set; }
    }
}
