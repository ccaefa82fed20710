using System.Text;

namespace OcmPowerShell.Hub.Manifests;

/// <summary>Turns a file's bytes into text: UTF-8, or UTF-16 as Windows tools write it.</summary>
internal static class ManifestText
{
    private static readonly Encoding StrictUtf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);
    private static readonly Encoding StrictUtf16 = new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly Encoding StrictUtf16BigEndian = new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);

    /// <summary>Decodes the bytes; null when they are no text.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes)
    {
        (Encoding encoding, int mark) = bytes switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (StrictUtf8, 3),
            [0xFF, 0xFE, ..] => (StrictUtf16, 2),
            [0xFE, 0xFF, ..] => (StrictUtf16BigEndian, 2),
            // YAML's own rule: its first character is ASCII, so a zero beside it tells the byte order.
            [not 0, 0, ..] => (StrictUtf16, 0),
            [0, not 0, ..] => (StrictUtf16BigEndian, 0),
            _ => (StrictUtf8, 0),
        };
        try
        {
            string text = encoding.GetString(bytes[mark..]);
            return text.Contains('\0') ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
