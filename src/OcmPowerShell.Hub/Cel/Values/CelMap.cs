namespace OcmPowerShell.Hub.Cel.Values;

/// <summary>A map of CEL.</summary>
internal abstract class CelMap
{
    public abstract int Count { get; }

    public abstract IEnumerable<object?> Keys { get; }

    /// <summary>The value of a key; 1, 1u and 1.0 are one key.</summary>
    public abstract bool TryGet(object? key, out object? value);
}
