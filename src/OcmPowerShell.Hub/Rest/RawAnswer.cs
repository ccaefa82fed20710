namespace OcmPowerShell.Hub.Rest;

/// <summary>An answer as it came.</summary>
/// <param name="MediaType">As in <c>application/json</c>; empty where the server named none.</param>
/// <param name="Body">The bytes, decompressed.</param>
internal sealed record RawAnswer(string MediaType, byte[] Body);
