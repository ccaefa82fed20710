using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Access;

/// <summary>A whole sandbox and several users of it, over its sockets.</summary>
internal sealed class AccessHub : IAsyncDisposable
{
    public const string Rbac = "/apis/rbac.authorization.k8s.io/v1";
    public const string Requests = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
    public const string Clusters = "/apis/cluster.open-cluster-management.io/v1/managedclusters";

    private readonly HttpClient _client;

    private AccessHub(SandboxHub hub)
    {
        Hub = hub;
        _client = hub.Client(token: "");
    }

    public SandboxHub Hub { get; }

    public static async Task<AccessHub> StartAsync(params string[] clusters) =>
        new(await SandboxHub.StartAsync(new SandboxOptions { Clusters = clusters }, TestContext.Current.CancellationToken));

    /// <summary>A token of a user who has no rights yet.</summary>
    public string User(string name, params string[] groups) => Hub.Tokens.Issue(name, groups);

    /// <summary>Sends a request with a token; the admin's where none is given.</summary>
    public Task<Answer> SendAsync(string method, string path, string? body = null, string? token = null, string? type = null, string? actAs = null) =>
        SendAsync(_client, method, path, body, token ?? Hub.Token, type, actAs);

    /// <summary>Sends a request with a client certificate.</summary>
    public async Task<Answer> SendAsync(X509Certificate2 certificate, string method, string path, string? body = null)
    {
        using HttpClient client = Hub.Client(token: "", certificate);
        return await SendAsync(client, method, path, body, null, null, null);
    }

    /// <summary>Creates as the admin what must succeed.</summary>
    public async Task<JsonObject> CreateAsync(string path, string body)
    {
        Answer answer = await SendAsync("POST", path, body);
        Assert.True(answer.Status == 201, answer.Text);
        return answer.Json;
    }

    /// <summary>Gets an object as the admin until it is as wished.</summary>
    public async Task<JsonObject> UntilAsync(string path, Func<JsonObject, bool> wish)
    {
        DateTime end = DateTime.UtcNow.AddSeconds(20);
        while (true)
        {
            Answer answer = await SendAsync("GET", path);
            if (answer.Status == 200 && wish(answer.Json))
            {
                return answer.Json;
            }

            Assert.True(DateTime.UtcNow < end, $"{path} is {answer.Text}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until a request is answered as wished.</summary>
    public async Task<Answer> UntilStatusAsync(int status, string path, string? token = null)
    {
        DateTime end = DateTime.UtcNow.AddSeconds(20);
        while (true)
        {
            Answer answer = await SendAsync("GET", path, token: token);
            if (answer.Status == status)
            {
                return answer;
            }

            Assert.True(DateTime.UtcNow < end, $"{path} is {answer.Text}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Makes a ClusterRole of one rule and binds it to a user.</summary>
    public async Task GrantAsync(string name, string rule, string user)
    {
        await CreateAsync($"{Rbac}/clusterroles", $$"""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"{{name}}"},"rules":[{{rule}}]}""");
        await CreateAsync(
            $"{Rbac}/clusterrolebindings",
            $$"""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"{{name}}"},"roleRef":{"kind":"ClusterRole","name":"{{name}}"},"subjects":[{"kind":"User","name":"{{user}}"}]}""");
    }

    /// <summary>A request for a certificate, as a body.</summary>
    public static (string Body, ECDsa Key) CertificateRequest(
        string name, string commonName, string[] organizations, string signer = "kubernetes.io/kube-apiserver-client", string labels = "{}")
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(commonName);
        foreach (string organization in organizations)
        {
            subject.AddOrganizationName(organization);
        }

        string pem = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        string encoded = Convert.ToBase64String(Encoding.ASCII.GetBytes(pem));
        return ($$$"""{"apiVersion":"certificates.k8s.io/v1","kind":"CertificateSigningRequest","metadata":{"name":"{{{name}}}","labels":{{{labels}}}},"spec":{"request":"{{{encoded}}}","signerName":"{{{signer}}}","usages":["client auth"]}}""", key);
    }

    /// <summary>An issued certificate with its key.</summary>
    public static X509Certificate2 Certificate(JsonObject request, ECDsa key)
    {
        string pem = Encoding.ASCII.GetString(Convert.FromBase64String((string)request["status"]!["certificate"]!));
        using X509Certificate2 certificate = X509Certificate2.CreateFromPem(pem);
        using X509Certificate2 whole = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return Hub.DisposeAsync();
    }

    private static async Task<Answer> SendAsync(HttpClient client, string method, string path, string? body, string? token, string? type, string? actAs)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (token is { Length: > 0 })
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (actAs is not null)
        {
            request.Headers.Add("Impersonate-User", actAs);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, type ?? "application/json");
        }

        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    internal sealed record Answer(int Status, string Text)
    {
        public JsonObject Json => JsonNode.Parse(Text)!.AsObject();

        public string? Message => (string?)Json["message"];
    }
}
