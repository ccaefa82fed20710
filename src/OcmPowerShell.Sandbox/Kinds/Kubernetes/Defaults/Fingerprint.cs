using System.Security.Cryptography;
using System.Text;

namespace OcmPowerShell.Sandbox.Kinds.Kubernetes.Defaults;

/// <summary>Turns a text into something that looks random and is the same in every process.</summary>
internal static class Fingerprint
{
    // Kubernetes leaves out what could spell words.
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>A number.</summary>
    public static uint Of(string text) => BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>A suffix such as those of ReplicaSets, as in <c>66fc78d4b8</c>.</summary>
    public static string Suffix(string text)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return string.Create(10, hash, static (suffix, bytes) =>
        {
            for (var i = 0; i < suffix.Length; i++)
            {
                suffix[i] = Alphabet[bytes[i] % Alphabet.Length];
            }
        });
    }
}
