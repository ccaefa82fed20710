namespace OcmPowerShell.Hub.Placements.Spec;

/// <summary>What is to be told of a placement's cluster sets.</summary>
/// <param name="Warning">What people should know; empty for nothing.</param>
/// <param name="Remark">What is worth knowing for who looks closely; empty for nothing.</param>
internal sealed record BindingVerdict(string Warning, string Remark);
