using System.Text.RegularExpressions;

namespace OcmPowerShell.Hub.Connection.Credentials.Exec;

/// <summary>Text of programs and files that is shown to a person: without what would move a cursor, change colours or a window's title.</summary>
internal static partial class TerminalText
{
    /// <summary>The text without escape sequences and control characters; line breaks stay.</summary>
    public static string Plain(string text) => Control().Replace(EscapeSequence().Replace(text, ""), "");

    // CSI …, OSC … up to BEL or ST, and ESC with one character.
    [GeneratedRegex(@"(\x1B\[|\x9B)[0-?]*[ -/]*[@-~]|(\x1B\]|\x9D)[^\x07\x1B\x9C]*(\x07|\x1B\\|\x9C)?|\x1B[ -/]*[0-~]", RegexOptions.CultureInvariant)]
    private static partial Regex EscapeSequence();

    // What is left of escapes, and what turns the direction of a text around.
    [GeneratedRegex(@"[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069-[\n]]", RegexOptions.CultureInvariant)]
    private static partial Regex Control();
}
