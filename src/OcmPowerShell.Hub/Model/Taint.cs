namespace OcmPowerShell.Hub.Model;

/// <summary>An entry of <c>spec.taints</c> of a managed cluster.</summary>
public sealed class Taint
{
    /// <summary><c>key</c>.</summary>
    public string Key { get; set; } = "";

    /// <summary><c>value</c>; empty when unset.</summary>
    public string Value { get; set; } = "";

    /// <summary><c>effect</c>: NoSelect, PreferNoSelect or NoSelectIfNew.</summary>
    public string Effect { get; set; } = "";

    /// <summary><c>timeAdded</c>, UTC; null when the server did not say.</summary>
    public DateTime? TimeAdded { get; set; }

    /// <inheritdoc/>
    public override string ToString() => Value.Length == 0 ? $"{Key}:{Effect}" : $"{Key}={Value}:{Effect}";
}
