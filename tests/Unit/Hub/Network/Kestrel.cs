using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Network;

/// <summary>A server that speaks HTTP/2 over TLS on 127.0.0.1, as real API servers do and the sandbox does not.</summary>
internal sealed class Kestrel : IAsyncDisposable
{
    private readonly WebApplication _application;

    private Kestrel(WebApplication application) => _application = application;

    public Uri Url => new(_application.Urls.First() + "/");

    public static async Task<Kestrel> StartAsync(
        SslStreamCertificateContext certificate, RequestDelegate answer, HttpProtocols protocols = HttpProtocols.Http1AndHttp2, bool asksForCertificate = false)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = protocols;
            listen.UseHttps(certificate.TargetCertificate, https =>
            {
                https.ClientCertificateMode = asksForCertificate ? ClientCertificateMode.AllowCertificate : ClientCertificateMode.NoCertificate;
                https.AllowAnyClientCertificate();
            });
        }));
        WebApplication application = builder.Build();
        application.Run(answer);
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new Kestrel(application);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
