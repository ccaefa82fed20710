namespace OcmPowerShell.Hub.Cel.Values;

/// <summary>A quantity of Kubernetes, as in <c>16Gi</c>.</summary>
internal readonly record struct CelQuantity(decimal Value);
