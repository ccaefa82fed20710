using System.Text;

namespace OcmPowerShell.Hub.Rest;

/// <summary>
/// Reads <c>Warning</c> headers as RFC 7234 writes them, several in a line: <c>299 - "text" "date", 299 - "text"</c>. One
/// that is malformed is left out and does not take the others with it.
/// </summary>
internal static class WarningHeader
{
    private const int ShownCharacters = 2048;

    /// <summary>The texts of code 299, the only one that an API server gives.</summary>
    public static IEnumerable<string> Texts(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("Warning", out System.Net.Http.Headers.HeaderStringValues lines) ? lines.SelectMany(Texts) : [];

    /// <summary>The texts of one line.</summary>
    public static IEnumerable<string> Texts(string line)
    {
        int position = 0;
        while (position < line.Length)
        {
            int end = EndOf(line, position);
            if (Text(line[position..end].Trim()) is { Length: > 0 } text)
            {
                yield return text;
            }

            position = end + 1;
        }
    }

    // The next comma that is not quoted.
    private static int EndOf(string line, int position)
    {
        bool quoted = false;
        for (; position < line.Length && (quoted || line[position] != ','); position++)
        {
            if (quoted && line[position] == '\\')
            {
                position++;
            }
            else if (line[position] == '"')
            {
                quoted = !quoted;
            }
        }

        return Math.Min(position, line.Length);
    }

    private static string? Text(string warning)
    {
        int open = warning.IndexOf('"', StringComparison.Ordinal);
        if (open < 0 || warning[..open].Split(' ', StringSplitOptions.RemoveEmptyEntries) is not ["299", _])
        {
            return null;
        }

        var text = new StringBuilder();
        for (int index = open + 1; index < warning.Length; index++)
        {
            char character = warning[index];
            if (character == '"')
            {
                return ApiText.Shown(Utf8(text.ToString()), ShownCharacters);
            }

            text.Append(character == '\\' && index + 1 < warning.Length ? warning[++index] : character);
        }

        return null;
    }

    // .NET reads a header as Latin-1; a server that writes more than ASCII means UTF-8.
    private static string Utf8(string text)
    {
        if (Ascii.IsValid(text) || text.AsSpan().ContainsAnyExceptInRange('\0', '\u00FF'))
        {
            return text;
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Encoding.Latin1.GetBytes(text));
        }
        catch (DecoderFallbackException)
        {
            return text;
        }
    }
}
