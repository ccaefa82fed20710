using System.Text.Json.Nodes;

namespace OcmPowerShell.Hub.Placements;

/// <summary>An entry of <c>spec.tolerations</c>.</summary>
/// <param name="Key">The taint's key; empty for any.</param>
/// <param name="Operator">Equal, Exists, or empty for Equal.</param>
/// <param name="Value">The taint's value, for Equal.</param>
/// <param name="Effect">The taint's effect; empty for any.</param>
/// <param name="Seconds">How long after the taint was added it counts; null for ever.</param>
internal sealed record Toleration(string Key, string Operator, string Value, string Effect, long? Seconds)
{
    /// <summary>Reads an entry.</summary>
    public static Toleration Parse(JsonObject value) => new(
        value.TextAt("key") ?? "",
        value.TextAt("operator") ?? "",
        value.TextAt("value") ?? "",
        value.TextAt("effect") ?? "",
        value.IntegerAt("tolerationSeconds"));
}
