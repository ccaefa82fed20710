namespace OcmPowerShell.Hub.Cel.Values;

/// <summary>A value that may not be there. Expressions cannot make one, only ask one that they are given.</summary>
internal sealed record CelOptional(bool HasValue, object? Value);
