using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using OcmPowerShell.Sandbox;
using OcmPowerShell.Sandbox.Server;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox;

/// <summary>Sandboxes whose API is a test's own, and clients of them.</summary>
internal static class TestHub
{
    public static Task<SandboxHub> StartAsync(
        Func<HttpRequest, IHttpResponse, CancellationToken, Task>? answer = null,
        HttpServerLimits? limits = null,
        SandboxOptions? options = null)
    {
        ScriptedHandler handler = new(answer ?? ((_, response, cancel) => response.SendTextAsync(200, "ok", cancel)));
        return SandboxHub.StartAsync(
            options ?? new SandboxOptions(),
            (_, _) => Task.FromResult(new SandboxParts(new AuthorizationFilter(new DefaultAuthorizer(), handler), [])),
            limits,
            TestContext.Current.CancellationToken);
    }

    /// <summary>A client that trusts the hub alone, with the admin's token unless another or none ("") is given.</summary>
    public static HttpClient Client(this SandboxHub hub, string? token = null, X509Certificate2? certificate = null)
    {
        SocketsHttpHandler handler = Handler(hub.CertificateAuthorityPem);
        if (certificate is not null)
        {
            handler.SslOptions.ClientCertificates = [certificate];
        }

        HttpClient client = new(handler) { BaseAddress = hub.Url, Timeout = TimeSpan.FromSeconds(20) };
        token ??= hub.Token;
        if (token.Length > 0)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return client;
    }

    public static SocketsHttpHandler Handler(string authorityPem)
    {
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(authorityPem));
        return new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = policy } };
    }

    public static X509Certificate2 Load(ClientCertificate certificate)
    {
        using X509Certificate2 pem = X509Certificate2.CreateFromPem(certificate.CertificatePem, certificate.KeyPem);
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Answers with what the server understood of the request.</summary>
    public static Task Echo(HttpRequest request, IHttpResponse response, CancellationToken cancellationToken)
    {
        string query = string.Join(';', request.Query.Select(pair => $"{pair.Key}={pair.Value}"));
        string body = Encoding.UTF8.GetString(request.Body.Span);
        return response.SendTextAsync(200, $"{request.Method} {request.Path} [{query}] {body}", cancellationToken);
    }
}
