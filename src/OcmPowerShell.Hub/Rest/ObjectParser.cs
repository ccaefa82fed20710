namespace OcmPowerShell.Hub.Rest;

/// <summary>Makes an object of its JSON. The bytes are only lent for the call.</summary>
/// <param name="json">The object.</param>
/// <param name="hub">The identity of the hub that it comes from.</param>
/// <param name="includeJson">Whether to keep the text in the object.</param>
internal delegate T ObjectParser<out T>(ReadOnlySpan<byte> json, string hub, bool includeJson);
