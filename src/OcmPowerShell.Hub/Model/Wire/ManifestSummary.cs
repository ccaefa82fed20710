using System.Text.Json;
using OcmPowerShell.Hub.Manifests;

namespace OcmPowerShell.Hub.Model.Wire;

/// <summary>What a work keeps of <c>spec.workload.manifests</c>: never the manifests themselves, which may be half a megabyte.</summary>
/// <param name="Items">Each manifest's identity, in order.</param>
/// <param name="Hash">The hash of them all.</param>
/// <param name="SizeBytes">Their size as the webhook counts it.</param>
internal sealed record ManifestSummary(IReadOnlyList<ManifestOutline> Items, string Hash, int SizeBytes)
{
    /// <summary>Finds and reads the manifests in a ManifestWork's JSON.</summary>
    public static ManifestSummary Of(ReadOnlySpan<byte> work)
    {
        ReadOnlySpan<byte> array = Find(work);
        var items = new List<ManifestOutline>();
        int size = 0;
        var reader = new Utf8JsonReader(array, JsonDepth.Reader);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            ReadOnlySpan<byte> manifest = array[start..(int)reader.BytesConsumed];
            items.Add(ManifestOutline.Of(manifest));
            size += ManifestSize.Of(manifest);
        }

        return new ManifestSummary(items, ManifestHash.Of(array), size);
    }

    /// <summary>The bytes of <c>spec.workload.manifests</c>; an empty array where there is none.</summary>
    internal static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> work)
    {
        var reader = new Utf8JsonReader(work, JsonDepth.Reader);
        reader.Read();
        if (reader.MoveTo("spec") && reader.MoveTo("workload") && reader.MoveTo("manifests")
            && reader.TokenType == JsonTokenType.StartArray)
        {
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            return work[start..(int)reader.BytesConsumed];
        }

        return "[]"u8;
    }
}
