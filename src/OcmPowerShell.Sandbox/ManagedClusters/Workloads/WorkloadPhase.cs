namespace OcmPowerShell.Sandbox.ManagedClusters.Workloads;

/// <summary>How far a workload is.</summary>
internal enum WorkloadPhase
{
    /// <summary>Its pods are being started.</summary>
    Starting,

    /// <summary>Its pods run, or have ended well.</summary>
    Ready,

    /// <summary>Its pods should run by now and do not.</summary>
    Stuck,
}
