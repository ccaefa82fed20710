using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.ManagedClusters.Workloads;

/// <summary>Brings one kind on a managed cluster to what its objects ask for, one object at a time.</summary>
internal interface IWorkloadController
{
    /// <summary>The kind.</summary>
    ResourceType Type { get; }

    /// <summary>Does what an object needs now; returns when to look again, or null for when something changes.</summary>
    TimeSpan? Reconcile(JsonObject value);
}
