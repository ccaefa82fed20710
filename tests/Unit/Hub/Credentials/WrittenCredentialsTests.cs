using System.Collections.Concurrent;
using System.Text;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Credentials;

/// <summary>Credentials that stand in a kubeconfig or a file, as they go over the wire.</summary>
public sealed class WrittenCredentialsTests : IDisposable
{
    private const string Version = """{"major":"1","minor":"33"}""";

    private readonly UserFile _file = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData("", null)]
    [InlineData("token: abc", "Bearer abc")]
    [InlineData("username: alice, password: pass", "Basic YWxpY2U6cGFzcw==")]
    public async Task What_is_written_down_is_sent(string user, string? header)
    {
        var heads = new ConcurrentQueue<string>();
        await using RawServer server = Server(heads, _ => 200);

        await AskAsync(server, user);

        string? sent = Assert.Single(heads).Split("\r\n").SingleOrDefault(line => line.StartsWith("Authorization:", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(header is null ? null : $"Authorization: {header}", sent);
    }

    [Fact]
    public async Task A_token_file_is_read_again_at_once_after_a_401()
    {
        string path = _file.Write("token", "old\n");
        var heads = new ConcurrentQueue<string>();
        await using RawServer server = Server(heads, head =>
        {
            if (head.Contains("Bearer new", StringComparison.Ordinal))
            {
                return 200;
            }

            File.WriteAllText(path, "  new \n");
            return 401;
        });

        await AskAsync(server, "tokenFile: token");

        Assert.Equal(2, heads.Count);
    }

    [Fact]
    public async Task A_token_file_that_has_not_changed_is_shown_once()
    {
        _file.Write("token", "old");
        var heads = new ConcurrentQueue<string>();
        await using RawServer server = Server(heads, _ => 401);

        await Assert.ThrowsAnyAsync<HubException>(() => AskAsync(server, "tokenFile: token"));

        Assert.Single(heads);
    }

    [Fact]
    public async Task A_proxy_that_repeats_a_password_is_not_repeated()
    {
        const string Password = "pa55-w0rd-4711";
        string encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes($"alice:{Password}"));
        await using var server = new RawServer(exchange => exchange.AnswerAsync($"no {encoded} for {Password}", 403, "text/plain"));

        HubException error = await Assert.ThrowsAnyAsync<HubException>(() => AskAsync(server, $"username: alice, password: {Password}"));

        Assert.Contains("no *** for ***", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, error.ToString(), StringComparison.Ordinal);
    }

    private static RawServer Server(ConcurrentQueue<string> heads, Func<string, int> status) => new(exchange =>
    {
        heads.Enqueue(exchange.Head);
        return exchange.AnswerAsync(Version, status(exchange.Head));
    });

    private async Task AskAsync(RawServer server, string user)
    {
        using HubConnection hub = HubConnection.Open(_file.Resolve(user) with { Server = server.Url }).Quick();
        await HubProbe.GetVersionAsync(hub, Cancel);
    }
}
