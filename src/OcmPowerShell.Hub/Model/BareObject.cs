using System.Text.Json.Nodes;

namespace OcmPowerShell.Hub.Model;

/// <summary>An object of which no more is of interest than that it is there, and what holds it.</summary>
internal sealed class BareObject : HubObject
{
    /// <summary><c>metadata.namespace</c>; empty for kinds without.</summary>
    public string Namespace { get; private init; } = "";

    /// <summary><c>metadata.name</c>.</summary>
    public string Name { get; private init; } = "";

    /// <summary><c>metadata.finalizers</c>.</summary>
    public IReadOnlyList<string> Finalizers { get; private init; } = [];

    internal override ObjectKey Key => new(Namespace, Name);

    /// <summary>Parses one object of any kind.</summary>
    public static BareObject Parse(ReadOnlySpan<byte> json, string hub, bool includeJson)
    {
        JsonObject value = JsonNodeExtensions.ParseObject(json);
        var bare = new BareObject
        {
            Namespace = value.TextAt("metadata", "namespace") ?? "",
            Name = value.TextAt("metadata", "name") ?? "",
            Finalizers = value.TextsAt("metadata", "finalizers"),
        };
        MetadataParser.Fill(bare, value, json, hub, includeJson);
        return bare;
    }

    /// <inheritdoc/>
    public override string ToString() => Key.ToString();
}
