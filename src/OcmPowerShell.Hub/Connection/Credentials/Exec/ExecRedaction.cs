using System.Text;
using System.Text.RegularExpressions;

namespace OcmPowerShell.Hub.Connection.Credentials.Exec;

/// <summary>
/// Strikes out of what a credential plugin said on standard error whatever may be a secret: what it also printed on
/// standard output, what it was given as one, and what looks like a token.
/// </summary>
internal static partial class ExecRedaction
{
    private const int ShortestSecret = 6;

    // The words of an ExecCredential itself tell nothing, and plugins use them when they complain.
    private static readonly HashSet<string> OwnWords = new(StringComparer.OrdinalIgnoreCase)
    {
        ExecConfig.Group, "ExecCredential", "apiVersion", "status", "interactive", "expirationTimestamp", "clientCertificateData", "clientKeyData",
        "CERTIFICATE", "PRIVATE", "v1beta1",
    };

    /// <summary>The text without secrets.</summary>
    /// <param name="text">What the plugin said.</param>
    /// <param name="output">What it printed.</param>
    /// <param name="config">The plugin.</param>
    public static string Redact(string text, byte[] output, ExecConfig config)
    {
        IEnumerable<string> printed = Word().Matches(Encoding.UTF8.GetString(output).Replace("\\n", " ", StringComparison.Ordinal))
            .Select(match => match.Value)
            .Where(word => word.Length >= ShortestSecret && !OwnWords.Contains(word));

        // The longest first: a part of a secret struck out would leave the rest of it unknown.
        foreach (string secret in printed.Concat(Given(config)).Distinct().OrderByDescending(secret => secret.Length))
        {
            text = text.Replace(secret, "***", StringComparison.Ordinal);
        }

        return Token().Replace(text, "***");
    }

    private static IEnumerable<string> Given(ExecConfig config)
    {
        IEnumerable<string> variables = config.Environment.Where(variable => SecretName().IsMatch(variable.Key)).Select(variable => variable.Value);
        IEnumerable<string> arguments = config.Arguments
            .Where(argument => argument.StartsWith('-') && argument.Contains('=') && SecretName().IsMatch(argument.Split('=')[0]))
            .Select(argument => argument[(argument.IndexOf('=') + 1)..]);
        IEnumerable<string> followers = config.Arguments.Zip(config.Arguments.Skip(1))
            .Where(pair => pair.First.StartsWith('-') && SecretName().IsMatch(pair.First) && !pair.Second.StartsWith('-'))
            .Select(pair => pair.Second);
        return variables.Concat(arguments).Concat(followers).Where(secret => secret.Length > 0);
    }

    [GeneratedRegex(@"[\w.~+/=:@!%&*#$^-]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex("secret|passw|token|key|credential", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    // A JSON web token, or whatever stands behind "Bearer".
    [GeneratedRegex(@"\beyJ[\w-]{8,}[\w.=-]*|(?<=\bbearer\s+)\S+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Token();
}
