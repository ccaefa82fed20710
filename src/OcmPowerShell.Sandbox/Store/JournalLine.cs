using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OcmPowerShell.Sandbox.Store;

/// <summary>
/// A line of a journal: a checksum in hexadecimal digits, a space, compact JSON and a line feed. The checksum covers the
/// one before it too, so that a line that is changed, missing, doubled or moved shows.
/// </summary>
internal static class JournalLine
{
    /// <summary>Bytes before the JSON.</summary>
    public const int PrefixLength = (2 * ChecksumBytes) + 1;

    /// <summary>Bytes of a line beside its JSON.</summary>
    public const int Overhead = PrefixLength + 1;

    /// <summary>What stands for the checksum before the first line.</summary>
    public const ulong Seed = 0;

    private const int ChecksumBytes = sizeof(ulong);

    /// <summary>The checksum of a line.</summary>
    /// <param name="before">The checksum of the line before.</param>
    /// <param name="json">The line's JSON.</param>
    public static ulong Checksum(ulong before, ReadOnlySpan<byte> json)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, before);
        hash.AppendData(bytes[..ChecksumBytes]);
        hash.AppendData(json);
        hash.GetHashAndReset(bytes);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }

    /// <summary>Puts a line together.</summary>
    public static byte[] Compose(ulong checksum, ReadOnlySpan<byte> json)
    {
        byte[] line = new byte[json.Length + Overhead];
        WriteChecksum(checksum, line);
        json.CopyTo(line.AsSpan(PrefixLength));
        line[^1] = (byte)'\n';
        return line;
    }

    /// <summary>Whether a line, without its line feed, follows the one before it; if so, its checksum.</summary>
    public static bool TryVerify(ulong before, ReadOnlySpan<byte> line, out ulong checksum)
    {
        checksum = before;
        if (line.Length <= PrefixLength)
        {
            return false;
        }

        checksum = Checksum(before, line[PrefixLength..]);
        Span<byte> expected = stackalloc byte[PrefixLength];
        WriteChecksum(checksum, expected);
        return line.StartsWith(expected);
    }

    private static void WriteChecksum(ulong checksum, Span<byte> target) =>
        Encoding.ASCII.GetBytes(FormattableString.Invariant($"{checksum:x16} "), target);
}
