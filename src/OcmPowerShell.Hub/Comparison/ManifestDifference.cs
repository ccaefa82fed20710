using OcmPowerShell.Hub.Manifests;

namespace OcmPowerShell.Hub.Comparison;

/// <summary>What differs in one manifest.</summary>
/// <param name="Identity">The manifest; null for the order of all.</param>
/// <param name="Field">The field; with an empty path, the manifest as a whole, or the order.</param>
internal sealed record ManifestDifference(ManifestIdentity? Identity, FieldChange Field);
