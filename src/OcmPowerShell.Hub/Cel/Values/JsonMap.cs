using System.Text.Json.Nodes;

namespace OcmPowerShell.Hub.Cel.Values;

/// <summary>A JSON object as a map; it is not copied.</summary>
internal sealed class JsonMap(JsonObject json) : CelMap
{
    public override int Count => json.Count;

    public override IEnumerable<object?> Keys => json.Select(member => member.Key);

    public override bool TryGet(object? key, out object? value)
    {
        JsonNode? member = null;
        bool found = key is string name && json.TryGetPropertyValue(name, out member);
        value = found ? CelValue.FromJson(member) : null;
        return found;
    }
}
