using System.Text;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Kubeconfig;
using OcmPowerShell.Tests.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Kubeconfig;

/// <summary>What may stand in a kubeconfig, as kubectl reads it.</summary>
public sealed class KubeconfigFormatTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("kind: Config\napiVersion: v1\ncurrent-context: c\n")]
    [InlineData("kind: ''\napiVersion: null\ncurrent-context: c\n")]
    [InlineData("clusters: null\nusers: []\ncontexts:\npreferences: {colors: true}\nextensions: [{name: x}]\nwhatever: {a: [1]}\ncurrent-context: c\n")]
    [InlineData("---\ncurrent-context: c\n")]
    [InlineData("current-context: c\n---\ncurrent-context: d\n---\n- x\n")]
    [InlineData("{\"current-context\": \"c\"}\n{\"current-context\": \"d\"}\n")]
    [InlineData("{\"current-context\": \"c\",}")]
    [InlineData("x: &a c\ncurrent-context: *a\n")]
    [InlineData("x: &a {current-context: c}\n<<: *a\n")]
    public void What_kubectl_takes_is_taken(string text) => Assert.Equal("c", Load(text).CurrentContext);

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-8")]
    public void What_Windows_tools_write_is_read(string encoding)
    {
        var writer = Encoding.GetEncoding(encoding);

        Assert.Equal("küche", ClientConfig.Load(_folder.Write("config", [.. writer.Preamble, .. writer.GetBytes("current-context: küche\r\n")]), cancellationToken: TestContext.Current.CancellationToken).CurrentContext);
    }

    [Theory]
    [InlineData("kind: Pod\n", "kind Config")]
    [InlineData("apiVersion: v2\n", "apiVersion v1")]
    [InlineData("kind: [Config]\n", "'kind'")]
    [InlineData("contexts: [{name: 123, context: {cluster: a}}]\n", "Put it in quotes")]
    [InlineData("contexts: [{name: true, context: {cluster: a}}]\n", "Put it in quotes")]
    [InlineData("contexts: [{name: yes, context: {cluster: a}}]\n", "Put it in quotes")]
    [InlineData("contexts: [{name: c, context: [a]}]\n", "not an object")]
    [InlineData("users: [{name: c, user: 5}]\n", "not an object")]
    [InlineData("contexts: [null]\n", "no name")]
    [InlineData("contexts: [{name: '', context: {cluster: a}}]\n", "no name")]
    [InlineData("contexts: [{name: c}, {name: c}]\n", "Two entries")]
    [InlineData("clusters: [{name: c}, {name: d}, {name: c}]\n", "Two entries")]
    [InlineData("contexts:\n\t- name: c\n", "line 2")]
    public void What_means_something_else_is_refused_with_the_reason(string text, string said)
    {
        HubException error = Assert.Throws<HubException>(() => Load(text));

        Assert.Equal("KubeconfigInvalid", error.ErrorId);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.Root, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        HubException error = Assert.Throws<HubException>(() => ClientConfig.Load(_folder.Write("config", [.. "current-context: "u8, 0xff, (byte)'\n']), cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal("KubeconfigInvalid", error.ErrorId);
        Assert.Contains("UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cluster: 5")]
    [InlineData("cluster: hub, user: 5")]
    [InlineData("cluster: hub, namespace: 5")]
    public void A_context_with_a_number_for_a_name_is_listed_but_not_used(string context)
    {
        ClientConfig config = Load($"clusters: [{{name: hub, cluster: {{server: a}}}}]\ncontexts: [{{name: c, context: {{{context}}}}}]\n");

        Assert.Equal("c", Assert.Single(config.Contexts).Name);
        HubException error = Assert.Throws<HubException>(() => config.Resolve("c"));
        Assert.Equal("KubeconfigInvalid", error.ErrorId);
        Assert.Contains("Put it in quotes", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("yes", true)]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("null", false)]
    public void Checking_certificates_is_left_out_only_where_that_is_said(string value, bool skipped) =>
        Assert.Equal(skipped, Skip(value).Resolve("c").SkipCertificateCheck);

    [Theory]
    [InlineData("'true'")]
    [InlineData("1")]
    [InlineData("[true]")]
    public void Anything_but_true_and_false_is_refused_there(string value)
    {
        HubException error = Assert.Throws<HubException>(() => Skip(value).Resolve("c"));

        Assert.Equal("KubeconfigInvalid", error.ErrorId);
        Assert.Contains("insecure-skip-tls-verify", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prd-eu", "Did you mean 'prod-eu'?")]
    [InlineData("PROD-EU", "Did you mean 'prod-eu'?")]
    [InlineData("stagin", "Did you mean 'staging'?")]
    [InlineData("something-else", null)]
    [InlineData("", null)]
    public void A_context_that_is_not_there_leads_to_the_nearest(string name, string? suggestion)
    {
        HubException error = Assert.Throws<HubException>(() => Load("contexts: [{name: prod-eu}, {name: staging}]\n").Resolve(name));

        Assert.Equal("ContextNotFound", error.ErrorId);
        Assert.Contains("Known contexts: prod-eu, staging.", error.Message, StringComparison.Ordinal);
        Assert.Equal(suggestion is not null, error.Message.Contains(suggestion ?? "Did you mean", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_many_contexts_some_are_told()
    {
        ClientConfig config = Load($"contexts: [{string.Join(", ", Enumerable.Range(100, 50).Select(i => $"{{name: c{i}}}"))}]\n");

        Assert.Contains("c100, c101,", Assert.Throws<HubException>(() => config.Resolve("x")).Message, StringComparison.Ordinal);
        Assert.Contains("c119 and 30 more.", Assert.Throws<HubException>(() => config.Resolve("x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_current_context_that_is_not_there_is_told_as_such()
    {
        HubException error = Assert.Throws<HubException>(() => Load("contexts: [{name: prod}]\ncurrent-context: pord\n").Resolve());

        Assert.Equal("ContextNotFound", error.ErrorId);
        Assert.Contains("current-context 'pord'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'prod'?", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{cluster: hbu}", "cluster 'hbu'", "Known clusters: hub.")]
    [InlineData("{cluster: hub, user: amdin}", "user 'amdin'", "Known users: admin.")]
    public void An_entry_that_is_not_there_leads_to_those_that_are(string context, string wrong, string known)
    {
        HubException error = Assert.Throws<HubException>(() => Load($"clusters: [{{name: hub, cluster: {{server: a}}}}]\nusers: [{{name: admin}}]\ncontexts: [{{name: c, context: {context}}}]\n").Resolve("c"));

        Assert.Equal("KubeconfigInvalid", error.ErrorId);
        Assert.Contains(wrong, error.Message, StringComparison.Ordinal);
        Assert.Contains(known, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{token: s3cr3t}", "Token")]
    [InlineData("{tokenFile: s3cr3t}", "TokenFile")]
    [InlineData("{client-certificate-data: s3cr3t, client-key-data: s3cr3t}", "ClientCertificate")]
    [InlineData("{client-certificate: a, token: s3cr3t}", "ClientCertificate, Token")]
    [InlineData("{username: a, password: s3cr3t}", "Basic")]
    [InlineData("{exec: {command: /usr/lib/gcloud, args: [s3cr3t], env: [{name: A, value: s3cr3t}]}}", "Exec (gcloud)")]
    [InlineData("{exec: {command: 'C:\\tools\\kubelogin.exe --token s3cr3t'}}", "Exec (kubelogin.exe)")]
    [InlineData("{exec: {args: [s3cr3t]}}", "Exec")]
    [InlineData("{exec: {command: [s3cr3t]}}", "Exec")]
    [InlineData("{auth-provider: {name: oidc, config: {id-token: s3cr3t}}}", "AuthProvider (oidc)")]
    [InlineData("{token: '', exec: null}", "None")]
    [InlineData("null", "None")]
    public void A_context_tells_how_its_user_signs_in_and_not_with_what(string user, string expected) =>
        Assert.Equal(expected, Assert.Single(Load($"users: [{{name: a, user: {user}}}]\ncontexts: [{{name: c, context: {{user: a}}}}]\n").Contexts).AuthenticationType);

    [Theory]
    [InlineData("{}", "None")]
    [InlineData("{user: gone}", "")]
    public void Without_a_user_entry_there_is_none(string context, string expected) =>
        Assert.Equal(expected, Assert.Single(Load($"contexts: [{{name: c, context: {context}}}]\n").Contexts).AuthenticationType);

    private ClientConfig Skip(string value) => Load($"clusters: [{{name: hub, cluster: {{server: a, insecure-skip-tls-verify: {value}}}}}]\ncontexts: [{{name: c, context: {{cluster: hub}}}}]\n");

    private ClientConfig Load(string text) => ClientConfig.Load(_folder.Write("config", text), cancellationToken: TestContext.Current.CancellationToken);
}
