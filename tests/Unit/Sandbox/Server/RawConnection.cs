using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using OcmPowerShell.Sandbox;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox;

/// <summary>A client that sends exactly the bytes a test wants, over TLS.</summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private readonly TcpClient _client;
    private readonly SslStream _stream;

    private RawConnection(TcpClient client, SslStream stream)
    {
        _client = client;
        _stream = stream;
    }

    public static async Task<RawConnection> OpenAsync(SandboxHub hub)
    {
        TcpClient client = new() { NoDelay = true };
        await client.ConnectAsync("127.0.0.1", hub.Url.Port, TestContext.Current.CancellationToken);
        SslStream stream = new(client.GetStream());
        SslClientAuthenticationOptions options = TestHub.Handler(hub.CertificateAuthorityPem).SslOptions;
        options.TargetHost = "localhost";
        await stream.AuthenticateAsClientAsync(options, TestContext.Current.CancellationToken);
        return new RawConnection(client, stream);
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(byte[] bytes) => await _stream.WriteAsync(bytes, TestContext.Current.CancellationToken);

    /// <summary>Tells the server that nothing more will come; its answers still do.</summary>
    public Task EndSendingAsync() => _stream.ShutdownAsync();

    /// <summary>A request that the admin may make, with further header lines (each ending in CR LF).</summary>
    public static string Request(SandboxHub hub, string method, string target, string headers = "", string body = "") =>
        $"{method} {target} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {hub.Token}\r\n{headers}\r\n{body}";

    /// <summary>Reads until what came contains a text.</summary>
    public async Task<string> ReadUntilAsync(string wanted)
    {
        StringBuilder got = new();
        byte[] buffer = new byte[4096];
        while (!got.ToString().Contains(wanted, StringComparison.Ordinal))
        {
            int count = await _stream.ReadAsync(buffer, TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
            Assert.True(count > 0, $"The connection ended before '{wanted}' came: {got}");
            got.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        return got.ToString();
    }

    /// <summary>Reads until the server closes the connection, or resets it.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using MemoryStream got = new();
        try
        {
            await _stream.CopyToAsync(got, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(10));
        }
        catch (IOException)
        {
            // A reset is an end, too.
        }

        return Encoding.Latin1.GetString(got.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _client.Dispose();
    }
}
