namespace OcmPowerShell.Sandbox.ManagedClusters;

/// <summary>Where the API server of a managed cluster answers.</summary>
/// <param name="Url">Its URL.</param>
/// <param name="AuthorityPem">What its clients must trust, in PEM; null where there is nothing to connect to.</param>
internal sealed record ClusterAddress(string Url, string? AuthorityPem);
