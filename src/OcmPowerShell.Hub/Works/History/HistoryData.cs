using System.IO.Compression;
using System.Text.Json;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Works.History;

/// <summary>A spec as a Secret keeps it: its JSON, with gzip, so that <c>base64 -d | gunzip</c> reads it where this module is not at hand.</summary>
internal static class HistoryData
{
    /// <summary>The most bytes that Kubernetes lets a Secret hold.</summary>
    public const int MostStored = 1024 * 1024;

    /// <summary>The most bytes that are unpacked: as much as is read of one object.</summary>
    public const int MostUnpacked = ByteWindow.ObjectLimit;

    /// <summary>The bytes of a work's spec, as the hub wrote them.</summary>
    public static ReadOnlySpan<byte> SpecOf(ReadOnlySpan<byte> work)
    {
        var reader = new Utf8JsonReader(work, JsonDepth.Reader);
        reader.Read();
        if (!reader.MoveTo("spec"))
        {
            return "{}"u8;
        }

        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return work[start..(int)reader.BytesConsumed];
    }

    /// <summary>Whether an object, or a patch of one, has a spec.</summary>
    public static bool HasSpec(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, JsonDepth.Reader);
        reader.Read();
        return reader.MoveTo("spec");
    }

    /// <summary>Packs a spec.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> spec)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(spec);
        }

        return packed.ToArray();
    }

    /// <summary>Unpacks a spec. A few bytes may stand for many: it stops where a work cannot be that large.</summary>
    /// <exception cref="InvalidDataException">It is not packed so, is cut off, or is too large.</exception>
    public static byte[] Unpack(ReadOnlyMemory<byte> packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
        using var spec = new MemoryStream();
        byte[] buffer = new byte[32 * 1024];
        for (int read; (read = gzip.Read(buffer)) > 0;)
        {
            if (spec.Length + read > MostUnpacked)
            {
                throw new InvalidDataException($"It unpacks to more than {MostUnpacked} bytes.");
            }

            spec.Write(buffer.AsSpan(0, read));
        }

        return spec.ToArray();
    }
}
