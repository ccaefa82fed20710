using System.Text.Json.Nodes;

namespace OcmPowerShell.Hub.Model;

/// <summary>Makes a <see cref="ClusterSetBinding"/> of a ManagedClusterSetBinding's JSON.</summary>
internal static class ClusterSetBindingParser
{
    /// <summary>Parses one object.</summary>
    public static ClusterSetBinding Parse(ReadOnlySpan<byte> json, string hub, bool includeJson)
    {
        JsonObject value = JsonNodeExtensions.ParseObject(json);
        var binding = new ClusterSetBinding
        {
            Namespace = value.TextAt("metadata", "namespace") ?? "",
            ClusterSet = value.TextAt("metadata", "name") ?? "",
        };
        MetadataParser.Fill(binding, value, json, hub, includeJson);
        Condition? bound = binding.FindCurrent("Bound");
        (binding.Bound, binding.Reason, binding.Message) = (bound?.Status, bound?.Reason ?? "", bound?.Message ?? "");
        return binding;
    }
}
