using System.Text;

namespace OcmPowerShell.Hub.Connection.Network;

/// <summary>
/// Sends a header with several values as a line for each, where .NET would join them with commas: the API server takes
/// <c>Impersonate-Group: a, b</c> for one group. A mark between the values becomes the line break when the header is
/// written; HTTP/1.1 only, since HTTP/2 has no lines.
/// </summary>
internal sealed class RepeatedHeader : Encoding
{
    private const char Mark = '\u0001';

    private readonly byte[] _nextLine;

    private RepeatedHeader(string name) => _nextLine = UTF8.GetBytes($"\r\n{name}: ");

    /// <summary>The text to add as the header's one value.</summary>
    /// <param name="values">Values without control characters.</param>
    public static string Join(IEnumerable<string> values) => string.Join(Mark, values);

    /// <summary>How to write a header's value: .NET asks for each header that it sends.</summary>
    public static Encoding Select(string name, HttpRequestMessage request) =>
        name.StartsWith("Impersonate-", StringComparison.OrdinalIgnoreCase) ? new RepeatedHeader(name) : UTF8;

    /// <inheritdoc/>
    public override int GetByteCount(char[] chars, int index, int count) => Encode(chars.AsSpan(index, count)).Length;

    /// <inheritdoc/>
    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex)
    {
        byte[] encoded = Encode(chars.AsSpan(charIndex, charCount));
        encoded.CopyTo(bytes, byteIndex);
        return encoded.Length;
    }

    /// <inheritdoc/>
    public override int GetMaxByteCount(int charCount) => charCount * Math.Max(_nextLine.Length, 3);

    /// <inheritdoc/>
    public override int GetCharCount(byte[] bytes, int index, int count) => UTF8.GetCharCount(bytes, index, count);

    /// <inheritdoc/>
    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        UTF8.GetChars(bytes, byteIndex, byteCount, chars, charIndex);

    /// <inheritdoc/>
    public override int GetMaxCharCount(int byteCount) => UTF8.GetMaxCharCount(byteCount);

    private byte[] Encode(ReadOnlySpan<char> text)
    {
        using var bytes = new MemoryStream();
        foreach (string value in text.ToString().Split(Mark))
        {
            if (bytes.Length > 0)
            {
                bytes.Write(_nextLine);
            }

            bytes.Write(UTF8.GetBytes(value));
        }

        return bytes.ToArray();
    }
}
