using OcmPowerShell.Sandbox.ManagedClusters;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Server.Faults;
using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Control;

/// <summary>What can be seen of and done to a running sandbox from outside.</summary>
/// <param name="Requests">The requests it got.</param>
/// <param name="Faults">The faults it is to show.</param>
/// <param name="Clusters">Its clusters; null where it has none to do something to.</param>
/// <param name="Store">The hub's objects; null where it has none.</param>
/// <param name="RequestJoin">Lets a new cluster of a name ask to join; null where none can.</param>
internal sealed record SandboxControls(
    RequestLog Requests, FaultPlan Faults, IClusterControl? Clusters, ObjectStore? Store, Action<string>? RequestJoin = null);
