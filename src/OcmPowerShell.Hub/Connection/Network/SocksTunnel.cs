using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace OcmPowerShell.Hub.Connection.Network;

/// <summary>Asks a SOCKS5 proxy for a tunnel (RFC 1928, RFC 1929). Names are looked up by the proxy.</summary>
internal static class SocksTunnel
{
    private const byte Version = 5;
    private const byte NoLogin = 0;
    private const byte UserAndPassword = 2;

    /// <inheritdoc cref="HttpTunnel.OpenAsync"/>
    public static async Task OpenAsync(Stream stream, ProxyRoute proxy, string host, int port, string hub, CancellationToken cancellationToken)
    {
        try
        {
            await LogInAsync(stream, proxy, hub, cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync(Request(host, port), cancellationToken).ConfigureAwait(false);
            byte[] answer = await ReadAsync(stream, 4, cancellationToken).ConfigureAwait(false);
            if (answer[0] != Version)
            {
                throw NotSocks(proxy, hub);
            }

            if (answer[1] != 0)
            {
                throw proxy.Error(hub, Refusal(answer[1]));
            }

            int address = answer[3] switch
            {
                1 => 4,
                4 => 16,
                3 => (await ReadAsync(stream, 1, cancellationToken).ConfigureAwait(false))[0],
                _ => throw NotSocks(proxy, hub),
            };
            await ReadAsync(stream, address + 2, cancellationToken).ConfigureAwait(false);
        }
        catch (EndOfStreamException exception)
        {
            throw proxy.Error(hub, "closed the connection. Is its scheme right?", exception);
        }
    }

    private static async Task LogInAsync(Stream stream, ProxyRoute proxy, string hub, CancellationToken cancellationToken)
    {
        byte[] greeting = proxy.Login is null ? [Version, 1, NoLogin] : [Version, 2, NoLogin, UserAndPassword];
        await stream.WriteAsync(greeting, cancellationToken).ConfigureAwait(false);
        byte[] choice = await ReadAsync(stream, 2, cancellationToken).ConfigureAwait(false);
        if (choice[0] != Version)
        {
            throw NotSocks(proxy, hub);
        }

        if (choice[1] == NoLogin)
        {
            return;
        }

        if (choice[1] != UserAndPassword || proxy.Login is not var (user, password))
        {
            throw proxy.Error(hub, proxy.Login is null
                ? "wants a user and a password. Add them to its URL, as in socks5://user:password@host:port."
                : "accepts neither a user with a password nor none.");
        }

        byte[] name = Encoding.UTF8.GetBytes(user);
        byte[] secret = Encoding.UTF8.GetBytes(password);
        if (name.Length > byte.MaxValue || secret.Length > byte.MaxValue)
        {
            throw proxy.Error(hub, "cannot be told a user or a password of more than 255 bytes.");
        }

        await stream.WriteAsync((byte[])[1, (byte)name.Length, .. name, (byte)secret.Length, .. secret], cancellationToken).ConfigureAwait(false);
        if ((await ReadAsync(stream, 2, cancellationToken).ConfigureAwait(false))[1] != 0)
        {
            throw proxy.Error(hub, "does not accept the user and password in its URL.");
        }
    }

    private static byte[] Request(string host, int port)
    {
        byte[] destination;
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            byte[] bytes = address.GetAddressBytes();
            destination = [bytes.Length == 4 ? (byte)1 : (byte)4, .. bytes];
        }
        else
        {
            // A host name of a URL has at most 255 characters.
            byte[] name = Encoding.ASCII.GetBytes(host);
            destination = [3, (byte)name.Length, .. name];
        }

        byte[] request = [Version, 1, 0, .. destination, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(^2), (ushort)port);
        return request;
    }

    private static string Refusal(byte code) => code switch
    {
        2 => "does not let connections to this server through. Ask who runs it.",
        3 or 4 => "cannot reach the hub's host itself. Is the address right?",
        5 => "reached the hub's host, which refused. Is the server running, and is the port right?",
        _ => $"refused (SOCKS code {code}).",
    };

    private static HubException NotSocks(ProxyRoute proxy, string hub) =>
        proxy.Error(hub, "does not answer as a SOCKS5 proxy does. Check its scheme and port.");

    private static async Task<byte[]> ReadAsync(Stream stream, int count, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes;
    }
}
