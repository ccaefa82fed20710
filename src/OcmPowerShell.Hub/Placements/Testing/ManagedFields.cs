using System.Text.Json;

namespace OcmPowerShell.Hub.Placements.Testing;

/// <summary><c>metadata.managedFields</c>: half of an object's bytes, of no use to a scheduler.</summary>
internal static class ManagedFields
{
    /// <summary>An object's JSON with an empty list of them; the same bytes where it has none.</summary>
    public static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, JsonDepth.Reader);
        if (!reader.Read() || !reader.MoveTo("metadata") || !reader.MoveTo("managedFields") || reader.TokenType != JsonTokenType.StartArray)
        {
            return json;
        }

        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return (byte[])[.. json[..start], .. "[]"u8, .. json[(int)reader.BytesConsumed..]];
    }
}
