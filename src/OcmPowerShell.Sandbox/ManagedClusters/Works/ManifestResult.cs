using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.ManagedClusters.Works;

/// <summary>What came of applying one manifest.</summary>
/// <param name="Meta">Which object it is about.</param>
/// <param name="Type">Its kind, or null where the cluster does not serve it.</param>
/// <param name="Error">Why it failed, or null.</param>
/// <param name="Content">
/// What the object said once applied, metadata and status aside; null where nothing was applied. Whoever changes it
/// afterwards makes it drift.
/// </param>
internal sealed record ManifestResult(ResourceMeta Meta, ResourceType? Type, string? Error, string? Content);
