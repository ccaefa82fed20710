using System.Security.Cryptography;
using System.Text;

namespace OcmPowerShell.Sandbox.Server;

/// <summary>
/// Bearer tokens and whom they stand for. Kept as hashes, compared in constant time: how long a refusal takes says
/// nothing about how much of a token was right.
/// </summary>
internal sealed class TokenTable : ITokenAuthenticator
{
    private const int TokenBytes = 32;

    private readonly object _lock = new();
    private readonly List<(byte[] Hash, Identity Identity)> _entries = [];

    /// <summary>A token that nobody can guess.</summary>
    public static string NewToken() => Convert.ToHexString(RandomNumberGenerator.GetBytes(TokenBytes)).ToLowerInvariant();

    /// <summary>Accepts a token from now on.</summary>
    /// <param name="token">The token as a client sends it.</param>
    /// <param name="user">The user it stands for.</param>
    /// <param name="groups">The user's groups; <see cref="Identity.Masters"/> for one who may do everything.</param>
    public void Add(string token, string user, params string[] groups)
    {
        ArgumentException.ThrowIfNullOrEmpty(token);
        byte[] hash = Hash(token);
        lock (_lock)
        {
            Remove(hash);
            _entries.Add((hash, Identity.Of(user, groups)));
        }
    }

    /// <summary>Makes a token nobody can guess, and accepts it from now on.</summary>
    public string Issue(string user, params string[] groups)
    {
        string token = NewToken();
        Add(token, user, groups);
        return token;
    }

    /// <summary>Refuses a token from now on, as a server does whose token ran out; false where it was not accepted anyway.</summary>
    public bool Expire(string token)
    {
        lock (_lock)
        {
            return Remove(Hash(token));
        }
    }

    /// <summary>Whom a token stands for; null where it is unknown or expired.</summary>
    public Identity? Find(string token)
    {
        byte[] hash = Hash(token);
        Identity? found = null;
        lock (_lock)
        {
            foreach ((byte[] candidate, Identity identity) in _entries)
            {
                if (CryptographicOperations.FixedTimeEquals(candidate, hash))
                {
                    found = identity;
                }
            }
        }

        return found;
    }

    private bool Remove(byte[] hash) =>
        _entries.RemoveAll(entry => CryptographicOperations.FixedTimeEquals(entry.Hash, hash)) > 0;

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
