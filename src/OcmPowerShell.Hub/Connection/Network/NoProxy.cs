using System.Globalization;
using System.Net;

namespace OcmPowerShell.Hub.Connection.Network;

/// <summary>
/// Reads <c>NO_PROXY</c> as Go does: <c>*</c>; addresses and ranges of them; names, which stand for their subdomains too;
/// each with or without a port. This machine itself is never behind the environment's proxy.
/// </summary>
internal static class NoProxy
{
    /// <summary>Whether a server is reached without the environment's proxy.</summary>
    /// <param name="list">The variable's value; null when it is not set.</param>
    /// <param name="server">The server's URL.</param>
    public static bool Covers(string? list, Uri server)
    {
        string host = server.IdnHost.TrimEnd('.');
        _ = IPAddress.TryParse(host, out IPAddress? address);
        if (host == "localhost" || (address is not null && IPAddress.IsLoopback(address)))
        {
            return true;
        }

        string[] entries = (list ?? "").Split([',', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return entries.Any(entry => entry == "*" || (entry.Contains('/', StringComparison.Ordinal)
            ? address is not null && InRange(address, entry)
            : Names(entry.ToLowerInvariant(), host, address, server.Port)));
    }

    private static bool Names(string entry, string host, IPAddress? address, int port)
    {
        // A bare IPv6 address has colons and no port.
        if (!IPAddress.TryParse(entry, out IPAddress? named) && entry.LastIndexOf(':') is > 0 and int colon)
        {
            if (!int.TryParse(entry.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int wanted) || wanted != port)
            {
                return false;
            }

            entry = entry[..colon];
            _ = IPAddress.TryParse(entry, out named);
        }

        if (named is not null || address is not null)
        {
            return named is not null && named.Equals(address);
        }

        string domain = entry.StartsWith("*.", StringComparison.Ordinal) ? entry[1..] : entry;
        return domain.StartsWith('.') ? host.EndsWith(domain, StringComparison.Ordinal)
            : host == domain || host.EndsWith("." + domain, StringComparison.Ordinal);
    }

    private static bool InRange(IPAddress address, string range)
    {
        string[] parts = range.Split('/');
        if (parts.Length != 2 || !IPAddress.TryParse(parts[0], out IPAddress? network) || network.AddressFamily != address.AddressFamily
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int prefix))
        {
            return false;
        }

        byte[] wanted = network.GetAddressBytes();
        byte[] actual = address.GetAddressBytes();
        return prefix <= wanted.Length * 8 && Enumerable.Range(0, prefix).All(bit => ((wanted[bit / 8] ^ actual[bit / 8]) & (0x80 >> (bit % 8))) == 0);
    }
}
