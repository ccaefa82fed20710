using System.Collections;
using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Schema;

/// <summary>A list as rules see it: items have the type of its schema.</summary>
internal sealed class SchemaList(SchemaNode schema, JsonArray json) : IReadOnlyList<object?>
{
    public int Count => json.Count;

    public object? this[int index] => SchemaValue.From(schema.Items, json[index]);

    public IEnumerator<object?> GetEnumerator() => json.Select(item => SchemaValue.From(schema.Items, item)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
