using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Kubeconfig;
using OcmPowerShell.Tests.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Kubeconfig;

/// <summary>Whatever a kubeconfig holds, it becomes a configuration or a clear error, and no error tells a secret.</summary>
public sealed class KubeconfigSecretTests : IDisposable
{
    private const string Secret = "s3cr3t-t0k3n-0f-th3-t3st";

    private static readonly string[] Users =
    [
        "", "{}", "[]", "null", "5",
        $"{{token: {Secret}}}", $"{{token: [{Secret}]}}", $"{{token: \"{Secret}\\n{Secret}\"}}", $"{{token: *{Secret}}}", $"{{token: {Secret}: {Secret}}}",
        $"{{tokenFile: {Secret}}}", $"{{tokenFile: \"{Secret}\\0\"}}", $"{{username: a, password: {Secret}}}", $"{{exec: {{command: x, args: [{Secret}]}}}}",
        $"{{client-key-data: {Secret}, client-certificate-data: {Secret}}}", $"{{client-key-data: \"*{Secret}\", client-certificate-data: QQ==}}",
        $"{{client-key: {Secret}, client-certificate-data: QQ==}}", $"{{client-key: \"{Secret}\\0\", client-certificate-data: QQ==}}",
        $"{{client-key: {Secret}/{Secret}, client-certificate-data: QQ==}}", $"{{client-key-data: {Secret}}}",
        $"\n  token: {Secret}\n   bad: x\n", $"\n\ttoken: {Secret}\n", $"{{token: {Secret}", $"{{token: \"{Secret}}}", $"&a [*a, {Secret}]",
    ];

    private static readonly string[] Clusters =
    [
        "{server: hub.example}", "{server: \"http://127.0.0.1:1\"}", "{}", "null", "[1]",
        $"{{server: \"https://a:{Secret}@h:x\"}}", $"{{server: \"https://a:{Secret}@h\"}}", "{server: \"\\0\"}", "{server: \"https://\\ud800\"}",
        "{server: a, certificate-authority: \"a\\0b\"}", "{server: a, certificate-authority: missing}", "{server: a, certificate-authority-data: QQ==}",
    ];

    private static readonly string[] Noise = ["", "", "", "---\n", "\u0000", "\uFEFF", "\"\\ud800\"", "!!binary x", "? ", "- ", "users: null\n", "contexts: [{name: c, context: [c]}]\n"];

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Any_entries_become_a_configuration_or_an_error_without_the_secret()
    {
        Gen<string> texts =
            from before in Gen.Elements(Noise)
            from cluster in Gen.Elements(Clusters)
            from user in Gen.Elements(Users)
            from after in Gen.Elements(Noise)
            select $"{before}clusters: [{{name: hub, cluster: {cluster} }}]\ncontexts: [{{name: c, context: {{cluster: hub, user: admin}} }}]\ncurrent-context: c\n{after}users:\n- name: admin\n  user: {user}\n";

        Prop.ForAll(texts.ToArbitrary(), text => IsSafe(Encoding.UTF8.GetBytes(text))).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void Any_bytes_become_a_configuration_or_an_error() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), IsSafe).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Theory]
    [InlineData(90)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(5000)]
    public void Deep_nesting_is_an_error_or_skipped(int depth)
    {
        string nested = string.Concat(Enumerable.Repeat("[", depth)) + string.Concat(Enumerable.Repeat("]", depth));

        Assert.True(IsSafe(Encoding.UTF8.GetBytes($$"""{"extensions": {{nested}}, "current-context": "c"}""")));
    }

    [Theory]
    [InlineData("client-certificate-data: QUJD, client-key")]
    [InlineData("tokenFile")]
    public async Task A_secret_in_the_place_of_its_file_is_not_told(string field)
    {
        string file = Write($"{{{field}: {Secret}}}");

        HubException error = await Assert.ThrowsAsync<HubException>(() => UseAsync(file));

        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(field.Split(' ')[^1], error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("\\nX-Remote-User: admin")]
    [InlineData("\\n")]
    [InlineData("\\u00e9")]
    [InlineData("\\0")]
    public async Task A_token_that_no_header_can_carry_is_refused_and_not_told(string rest)
    {
        string file = Write($"{{token: \"{Secret}{rest}\"}}");

        HubException error = await Assert.ThrowsAsync<HubException>(() => UseAsync(file));

        Assert.Equal("KubeconfigInvalid", error.ErrorId);
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
        Assert.Contains("token", error.Message, StringComparison.Ordinal);
    }

    private string Write(string user) => _folder.Write("config", $$"""
        clusters: [{name: hub, cluster: {server: "http://127.0.0.1:1"} }]
        users: [{name: admin, user: {{user}} }]
        contexts: [{name: c, context: {cluster: hub, user: admin} }]
        current-context: c
        """);

    private static async Task UseAsync(string file)
    {
        using HubConnection hub = HubConnection.Open(file).Quick();
        await HubProbe.GetVersionAsync(hub, TestContext.Current.CancellationToken);
    }

    private bool IsSafe(byte[] kubeconfig)
    {
        string file = _folder.Write("config", kubeconfig);
        try
        {
            ClientConfig config = ClientConfig.Load(file);
            Assert.DoesNotContain(Secret, string.Concat(config.Contexts.Select(context => context.Server)), StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, config.Resolve().ToString(), StringComparison.Ordinal);
        }
        catch (HubException error)
        {
            Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
        }

        return true;
    }
}
