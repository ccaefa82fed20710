using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.ManagedClusters.Workloads;

/// <summary>How one kind of workload looks from outside while its pods start, run or fail to.</summary>
internal interface IWorkload
{
    /// <summary>The kind.</summary>
    ResourceType Type { get; }

    /// <summary>What its pods are made of.</summary>
    JsonObject? PodSpecOf(JsonObject value);

    /// <summary>Whether as many pods run as are asked for, so that a new number alone takes no time.</summary>
    bool HasEnough(JsonObject value);

    /// <summary>How long it may take before it counts as stuck; null for as long as it takes.</summary>
    TimeSpan? DeadlineOf(JsonObject value) => null;

    /// <summary>Whether it counts its templates in the annotation <c>deployment.kubernetes.io/revision</c>.</summary>
    bool HasRevisions => false;

    /// <summary>The status at a moment; times in the status it has are kept where they still hold.</summary>
    JsonObject StatusAt(JsonObject value, WorkloadMoment moment);
}
