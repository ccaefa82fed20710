using System.Security.Cryptography;
using System.Text;

namespace OcmPowerShell.Hub.Works.Delivery;

/// <summary>Names of objects as values of labels, which have fewer characters and may not have all of them.</summary>
internal static class LabelValue
{
    /// <summary>The most characters that Kubernetes lets a label's value have.</summary>
    public const int Longest = 63;

    private const int HashDigits = 16;

    /// <summary>
    /// The name itself where it can be a value; else its beginning, an underscore and a hash of all of it. No name of
    /// Kubernetes has an underscore, so that no other name reads the same.
    /// </summary>
    public static string Of(string name)
    {
        if (name.Length is > 0 and <= Longest && name.All(IsAllowed) && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1]))
        {
            return name;
        }

        string hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..HashDigits].ToLowerInvariant();
        string start = string.Concat(name.Where(IsAllowed)).TrimStart('-', '.');
        return start.Length == 0 ? hash : $"{start[..Math.Min(start.Length, Longest - HashDigits - 1)]}_{hash}";
    }

    private static bool IsAllowed(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '.';
}
