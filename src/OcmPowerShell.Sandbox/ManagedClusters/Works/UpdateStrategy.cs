namespace OcmPowerShell.Sandbox.ManagedClusters.Works;

/// <summary>How a manifest is brought to a cluster.</summary>
/// <param name="Type">One of the ways that <see cref="ManifestConfig"/> names.</param>
/// <param name="FieldManager">Who owns what is applied on the server's side.</param>
/// <param name="Force">Whether that takes fields from other owners.</param>
internal sealed record UpdateStrategy(string Type, string FieldManager, bool Force);
