using System.Reflection;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Connection.Credentials;
using OcmPowerShell.Hub.Connection.Credentials.Exec;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Credentials;

/// <summary>Wherever a kubeconfig's user keeps a secret, and whatever goes wrong, nobody is told.</summary>
public sealed class CredentialSecretTests : IDisposable
{
    private const string Secret = "s3cr3t-0f-th3-us3r-4711";
    private const string Exec = "apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: ";

    private readonly UserFile _file = new();
    private readonly Plugin _plugin = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _file.Dispose();
        _plugin.Dispose();
    }

    public static TheoryData<string> Users => new(
        $"username: alice, password: {Secret}",
        $"exec: {{{Exec}PLUGIN, args: [credential, {Secret}]}}",
        $"exec: {{{Exec}PLUGIN, args: [out, {Secret}, err, {Secret}, exit, \"1\"]}}",
        $"exec: {{{Exec}PLUGIN, args: [out, {Secret}]}}",
        $"exec: {{{Exec}PLUGIN, args: [no-such-step, --password, {Secret}], env: [{{name: PASSWORD, value: {Secret}}}]}}",
        $"exec: {{{Exec}PLUGIN, args: [\"--client-secret={Secret}\"]}}",
        $"exec: {{{Exec}missing, args: [{Secret}], env: [{{name: A, value: {Secret}}}]}}",
        $"auth-provider: {{name: oidc, config: {{idp-issuer-url: \"https://127.0.0.1:1\", client-id: c, client-secret: {Secret}, refresh-token: {Secret}, id-token: {Secret}}}}}",
        $"token: {Secret}, as: jane, as-groups: [a]",
        $"client-certificate-data: {Secret}, client-key-data: {Secret}",
        $"client-certificate-data: QQ==, client-key: {Secret}");

    [Theory]
    [MemberData(nameof(Users))]
    public async Task No_error_and_no_text_form_tells_it(string user)
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync($"{exchange.Head}", 401, "text/plain"));
        string told = "";
        try
        {
            HubConfig config = _file.Resolve(user.Replace("PLUGIN", JsonValue.Create(Plugin.Program).ToJsonString(), StringComparison.Ordinal)) with { Server = server.Url };
            told += $"{config} {config.Credentials} {config.Impersonation}";
            using HubConnection hub = HubConnection.Open(config).Quick();
            told += $"{hub} {await config.Credentials!.GetAsync(Cancel)}";
            await HubProbe.GetVersionAsync(hub, Cancel).SoonAsync();
            Assert.Fail("The server refuses everybody.");
        }
        catch (HubException error)
        {
            told += Everything(error);
        }

        Assert.DoesNotContain(Secret, told, StringComparison.Ordinal);
        Assert.DoesNotContain("dGgzLXVzM3It", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("the token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln is over", "the token *** is over")]
    [InlineData("sent Authorization: Bearer abcdef.ghi", "sent Authorization: Bearer ***")]
    [InlineData("your ExecCredential has a bad expirationTimestamp", "your ExecCredential has a bad expirationTimestamp")]
    [InlineData("profile production not found", "profile production not found")]
    public async Task What_looks_like_a_token_is_struck_out_of_what_a_plugin_says_and_the_rest_is_not(string said, string shown)
    {
        const string Printed = """{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"expirationTimestamp":"x","token":""" + "\"\"}}";

        HubException error = await Assert.ThrowsAsync<HubException>(() => _plugin.Credentials("out", Printed, "err", said, "exit", "1").GetAsync(Cancel).AsTask());

        Assert.Contains(shown, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_ends_of_a_key_that_a_plugin_printed_are_struck_out_of_what_it_says()
    {
        using var authority = new ClientAuthority();
        (_, string key) = authority.Issue("alice");
        string answer = new JsonObject { ["status"] = new JsonObject { ["clientKeyData"] = key } }.ToJsonString();

        HubException error = await Assert.ThrowsAsync<HubException>(() => _plugin.Credentials("out", answer, "err", key, "exit", "1").GetAsync(Cancel).AsTask());

        Assert.All(key.Split('\n').Where(line => line.Length > 0 && !line.StartsWith("--", StringComparison.Ordinal)), line => Assert.DoesNotContain(line, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void What_holds_secrets_has_no_text_form_of_them()
    {
        var config = new ExecConfig { ApiVersion = Secret, Command = Secret, Arguments = [Secret], Directory = Secret, Owner = Secret, Cluster = new ExecCluster { Server = Secret } };

        Assert.All(
            new object[] { config, config.Cluster!, new ExecOutput(0, [1], [2]), new ExecCredentials(config), new BasicCredentials(Secret, Secret), RequestCredentials.Bearer(Secret) },
            holder => Assert.DoesNotContain(Secret, holder.ToString(), StringComparison.Ordinal));
    }

    private static string Everything(Exception error) => error + string.Join(
        '\n',
        error.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Select(property => property.GetValue(error)?.ToString()));
}
