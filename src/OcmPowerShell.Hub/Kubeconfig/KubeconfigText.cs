using System.Text;

namespace OcmPowerShell.Hub.Kubeconfig;

/// <summary>A kubeconfig's text, and how it was written: Windows' tools begin files with a mark, or write UTF-16.</summary>
internal sealed class KubeconfigText
{
    // A byte that is no character is refused: guessed at, it may stand in the name of a context.
    private static readonly Encoding[] Marked =
    [
        new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true),
        new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
    ];

    private static readonly Encoding Unmarked = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Encoding _encoding;

    private KubeconfigText(Encoding encoding, string text) => (_encoding, Text) = (encoding, text);

    /// <summary>The text, without the mark.</summary>
    public string Text { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="HubException"><c>KubeconfigInvalid</c>: it cannot be read, is too large, or is not text.</exception>
    public static KubeconfigText Read(string file, CancellationToken cancellationToken)
    {
        try
        {
            byte[] bytes = BoundedFile.Read(file, cancellationToken: cancellationToken);
            Encoding encoding = Array.Find(Marked, encoding => bytes.AsSpan().StartsWith(encoding.Preamble)) ?? Unmarked;
            return new KubeconfigText(encoding, encoding.GetString(bytes.AsSpan(encoding.Preamble.Length)));
        }
        catch (DecoderFallbackException)
        {
            // The exception tells the bytes, which may be a secret's.
            throw new HubException("KubeconfigInvalid", $"The kubeconfig {file} is not a text in UTF-8. Save it as UTF-8.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new HubException("KubeconfigInvalid", $"The kubeconfig {file} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Another text, as bytes written the same way.</summary>
    public byte[] Encode(string text) => [.. _encoding.Preamble, .. _encoding.GetBytes(text)];
}
