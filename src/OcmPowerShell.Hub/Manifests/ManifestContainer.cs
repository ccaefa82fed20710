using System.Text.Json;

namespace OcmPowerShell.Hub.Manifests;

/// <summary>
/// Objects that hold the manifests instead of being one: lists, and works. A work inside a work would only be
/// refused by the agent, so its manifests are taken out.
/// </summary>
internal static class ManifestContainer
{
    private const string WorkGroup = "work.open-cluster-management.io/";

    private static readonly string[] Items = ["items"];
    private static readonly string[] WorkManifests = ["spec", "workload", "manifests"];
    private static readonly string[] ReplicaSetManifests = ["spec", "manifestWorkTemplate", "workload", "manifests"];

    /// <summary>Where an object of this kind holds others; null when it is a manifest itself.</summary>
    public static IReadOnlyList<string>? PathOf(ManifestHeader header) => header.Kind.Text switch
    {
        _ when IsList(header) => Items,
        "ManifestWork" when IsOfWorkGroup(header) => WorkManifests,
        "ManifestWorkReplicaSet" when IsOfWorkGroup(header) => ReplicaSetManifests,
        _ => null,
    };

    /// <summary>Whether this is a list: its kind says so and it has items.</summary>
    public static bool IsList(ManifestHeader header) => header.HasItems && header.Kind.Text.EndsWith("List", StringComparison.Ordinal);

    /// <summary>The elements of the array at a path; none when there is no such array.</summary>
    public static List<ReadOnlyMemory<byte>> Elements(ReadOnlyMemory<byte> json, IReadOnlyList<string> path)
    {
        var reader = new Utf8JsonReader(json.Span, JsonDepth.Reader);
        reader.Read();
        foreach (string name in path)
        {
            if (!reader.MoveTo(name))
            {
                return [];
            }
        }

        var elements = new List<ReadOnlyMemory<byte>>();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                int start = (int)reader.TokenStartIndex;
                reader.TrySkip();
                elements.Add(json[start..(int)reader.BytesConsumed]);
            }
        }

        return elements;
    }

    /// <summary>A typed list (ConfigMapList) as a server sends it leaves apiVersion and kind out of its items.</summary>
    public static ReadOnlyMemory<byte> WithTypeOf(ManifestHeader list, ReadOnlyMemory<byte> item)
    {
        string kind = list.Kind.Text[..^"List".Length];
        ManifestHeader header = ManifestHeader.Of(item.Span);
        if (kind.Length == 0 || header.ApiVersion.Type != JsonTokenType.None || header.Kind.Type != JsonTokenType.None)
        {
            return item;
        }

        string start = $"{{\"apiVersion\":{Quoted(list.ApiVersion.Text)},\"kind\":{Quoted(kind)}{(item.Length > 2 ? "," : "")}";
        return (byte[])[.. System.Text.Encoding.UTF8.GetBytes(start), .. item.Span[1..]];
    }

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    private static bool IsOfWorkGroup(ManifestHeader header) => header.ApiVersion.Text.StartsWith(WorkGroup, StringComparison.Ordinal);
}
