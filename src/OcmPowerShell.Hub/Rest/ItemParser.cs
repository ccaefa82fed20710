namespace OcmPowerShell.Hub.Rest;

/// <summary>Makes an object of its JSON. The bytes are only lent for the call.</summary>
internal delegate T ItemParser<out T>(ReadOnlySpan<byte> json);
