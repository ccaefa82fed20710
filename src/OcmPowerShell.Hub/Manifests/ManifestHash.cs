using System.Security.Cryptography;
using System.Text.Json;

namespace OcmPowerShell.Hub.Manifests;

/// <summary>
/// A short name for what a work delivers. Files and hubs give equal hashes for equal manifests: the order of members,
/// the way texts are escaped and numbers written, and empty metadata, which a hub drops, make no difference.
/// </summary>
internal static class ManifestHash
{
    // Far deeper than a hub takes: a list from a server is never refused here.
    /// <summary>Hashes <c>spec.workload.manifests</c>.</summary>
    /// <param name="manifests">The JSON array; empty or null counts as no manifests.</param>
    /// <returns>Sixteen hexadecimal digits in lower case.</returns>
    public static string Of(ReadOnlySpan<byte> manifests)
    {
        using var total = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var form = new CanonicalJson();
        if (manifests.Length > 0)
        {
            var reader = new Utf8JsonReader(manifests, JsonDepth.Reader);
            reader.Read();
            while (reader.TokenType != JsonTokenType.Null && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                Add(total, form, ref reader);
            }
        }

        return Finish(total);
    }

    /// <summary>Hashes manifests one by one; the same result as for the array of them.</summary>
    public static string Of(IEnumerable<ReadOnlyMemory<byte>> manifests)
    {
        using var total = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var form = new CanonicalJson();
        foreach (ReadOnlyMemory<byte> manifest in manifests)
        {
            var reader = new Utf8JsonReader(manifest.Span, JsonDepth.Reader);
            reader.Read();
            Add(total, form, ref reader);
        }

        return Finish(total);
    }

    private static void Add(IncrementalHash total, CanonicalJson form, ref Utf8JsonReader reader)
    {
        form.Read(ref reader, isManifest: true);
        Span<byte> one = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(form.Written, one);
        total.AppendData(one);
    }

    private static string Finish(IncrementalHash total)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        total.GetHashAndReset(hash);
        return Convert.ToHexString(hash[..8]).ToLowerInvariant();
    }
}
