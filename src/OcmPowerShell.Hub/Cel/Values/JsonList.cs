using System.Collections;
using System.Text.Json.Nodes;

namespace OcmPowerShell.Hub.Cel.Values;

/// <summary>A JSON array as a list; items are converted when they are asked for.</summary>
internal sealed class JsonList(JsonArray json) : IReadOnlyList<object?>
{
    public int Count => json.Count;

    public object? this[int index] => CelValue.FromJson(json[index]);

    public IEnumerator<object?> GetEnumerator() => json.Select(CelValue.FromJson).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
