using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using OcmPowerShell.Tests.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Network;

/// <summary>
/// <c>openssl s_server</c>, which insists on a client certificate and trusts none. It says so in TLS, which .NET's own
/// server cannot where OpenSSL is below it: there it only hangs up.
/// </summary>
internal sealed class OpenSslServer : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly Process _process;

    private OpenSslServer(X509Certificate2 certificate)
    {
        string certificateFile = _folder.Write("server.pem", certificate.ExportCertificatePem());
        using System.Security.Cryptography.ECDsa key = certificate.GetECDsaPrivateKey()!;
        string keyFile = _folder.Write("server.key", key.ExportPkcs8PrivateKeyPem());
        var start = new ProcessStartInfo("openssl") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (string argument in new[] { "s_server", "-accept", "127.0.0.1:0", "-cert", certificateFile, "-key", keyFile, "-Verify", "1", "-verify_return_error", "-tls1_3" })
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            _process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            _folder.Dispose();
            Assert.Skip("There is no openssl here.");
            throw;
        }
    }

    public Uri Url { get; private set; } = null!;

    /// <summary>Starts it, and waits until it listens.</summary>
    /// <param name="certificate">Its certificate, with a key that can be exported.</param>
    public static async Task<OpenSslServer> StartAsync(X509Certificate2 certificate)
    {
        var server = new OpenSslServer(certificate);
        server._process.ErrorDataReceived += (_, _) => { };
        server._process.BeginErrorReadLine();
        while (await server._process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().SoonAsync() is { } line)
        {
            if (line.StartsWith("ACCEPT", StringComparison.Ordinal))
            {
                int port = int.Parse(line.AsSpan(line.LastIndexOf(':') + 1), CultureInfo.InvariantCulture);
                server.Url = new Uri(string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{port}/"));
                _ = server._process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return server;
            }
        }

        server.Dispose();
        throw new InvalidOperationException("openssl s_server did not start.");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
        _folder.Dispose();
    }
}
