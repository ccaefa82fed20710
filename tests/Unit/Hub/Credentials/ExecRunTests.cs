using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection.Credentials;
using OcmPowerShell.Hub.Connection.Credentials.Exec;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Credentials;

/// <summary>How a credential plugin is run, and how it ends, on real processes.</summary>
public sealed class ExecRunTests : IDisposable
{
    private readonly Plugin _plugin = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _plugin.Dispose();

    [Fact]
    public async Task Arguments_arrive_as_they_are_and_stdin_is_at_its_end()
    {
        string[] odd = ["out", "", "err", "a b", "err", "\"quoted\" \\", "err", "$(id); `id` & | > < * ~", "err", "--x=é 日本 😀"];

        Assert.Equal("t", await _plugin.Credentials([.. odd, "record", _plugin.File("facts"), "credential", "t"]).TokenAsync());

        JsonObject facts = _plugin.Recorded();
        Assert.Equal(odd, facts["arguments"]!.AsArray().Take(odd.Length).Select(argument => (string?)argument));
        if (OperatingSystem.IsLinux())
        {
            Assert.True((bool)facts["stdinEnded"]!);
        }
    }

    [Fact]
    public async Task The_environment_is_ours_with_the_plugins_own_on_top()
    {
        ExecConfig config = WithEnvironment(new() { ["HOME"] = "elsewhere", ["ADDED"] = "a=b", ["EMPTY"] = "", [ExecRequest.Variable] = "stale" }, "record", _plugin.File("facts"), "credential", "t");

        await new ExecCredentials(config, terminal: Plugin.NoTerminal).GetAsync(Cancel);

        JsonObject environment = _plugin.Recorded()["environment"]!.AsObject();
        Assert.Equal(("elsewhere", "a=b", ""), ((string?)environment["HOME"], (string?)environment["ADDED"], (string?)environment["EMPTY"]));
        Assert.Equal(Environment.GetEnvironmentVariable("PATH"), (string?)environment["PATH"]);
        Assert.Equal("""{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{"interactive":false}}""", (string?)environment[ExecRequest.Variable]);
    }

    [Theory]
    [InlineData("Never", true, false)]
    [InlineData("Never", false, false)]
    [InlineData("IfAvailable", true, true)]
    [InlineData("IfAvailable", false, false)]
    [InlineData("Always", true, true)]
    public async Task The_terminal_is_handed_over_only_where_there_is_one_and_the_plugin_may_ask(string mode, bool there, bool interactive)
    {
        using var shown = new MemoryStream();
        var terminal = new ExecTerminal { IsThere = () => there, OpenError = () => shown };
        ExecConfig config = _plugin.Config(Enum.Parse<ExecInteractiveMode>(mode), "record", _plugin.File("facts"), "err", "Who are you?", "credential", "t");

        await new ExecCredentials(config, terminal: terminal).GetAsync(Cancel);

        JsonObject facts = _plugin.Recorded();
        Assert.Contains($"\"interactive\":{(interactive ? "true" : "false")}", (string?)facts["environment"]![ExecRequest.Variable], StringComparison.Ordinal);
        Assert.Equal(interactive ? "Who are you?" : "", Encoding.UTF8.GetString(shown.ToArray()).Trim());
        if (OperatingSystem.IsLinux())
        {
            string ours = new FileInfo("/proc/self/fd/0").LinkTarget!;
            Assert.Equal(interactive, (string?)facts["stdin"] == ours);
        }
    }

    [Fact]
    public async Task A_plugin_that_must_ask_is_not_started_where_nobody_is()
    {
        HubException error = await FailAsync(new ExecCredentials(_plugin.Config(ExecInteractiveMode.Always, "count", _plugin.File("calls"), "credential", "t"), terminal: Plugin.NoTerminal));

        Assert.Equal("CredentialPluginFailed", error.ErrorId);
        Assert.Contains("no terminal", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, _plugin.Calls());
    }

    [Fact]
    public async Task A_plugin_that_floods_standard_error_does_not_stand_still() =>
        Assert.Equal("t", await _plugin.Credentials("flood-err", "4000000", "credential", "t").TokenAsync().SoonAsync());

    [Fact]
    public async Task A_plugin_that_prints_without_end_is_ended()
    {
        HubException error = await FailAsync(_plugin.Credentials("record", _plugin.File("facts"), "flood-out", "2000000000"));

        Assert.Equal("CredentialPluginInvalid", error.ErrorId);
        Assert.Contains("1 MiB", error.Message, StringComparison.Ordinal);
        await EndedAsync((int)_plugin.Recorded()["id"]!);
    }

    [Fact]
    public async Task An_error_tells_the_exit_code_and_the_last_lines_and_no_more()
    {
        string[] said = Enumerable.Range(1, 50).SelectMany(line => new[] { "err", string.Create(CultureInfo.InvariantCulture, $"line-{line:00}") }).ToArray();

        HubException error = await FailAsync(_plugin.Credentials([.. said, "err", "\u001b[31mYour login\u001b[0m\u0007 has expired", "exit", "3"]));

        Assert.Equal("CredentialPluginFailed", error.ErrorId);
        Assert.Contains("exit code 3", error.Message, StringComparison.Ordinal);
        Assert.Contains("Your login has expired", error.Message, StringComparison.Ordinal);
        Assert.Contains("line-50", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("line-20", error.Message, StringComparison.Ordinal);
        Assert.Contains("plugin-helper", error.Message, StringComparison.Ordinal);
        Assert.Contains("the user 'admin' in config", error.Message, StringComparison.Ordinal);
        Assert.Contains("Log in", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_plugin_leaves_running_keeps_nobody_waiting()
    {
        var source = new ExecCredentials(_plugin.Config("credential", "t", "grandchild", _plugin.File("grandchild")), new ExecRunner { DrainLimit = TimeSpan.FromMilliseconds(300) }, Plugin.NoTerminal);

        Assert.Equal("t", await source.TokenAsync().SoonAsync());

        using Process grandchild = Assert.IsType<Process>(_plugin.Process("grandchild"));
        grandchild.Kill();
    }

    [Fact]
    public async Task A_plugin_that_does_not_end_is_ended_with_all_that_it_started()
    {
        var runner = new ExecRunner { TimeLimit = TimeSpan.FromMilliseconds(600) };

        HubException error = await FailAsync(new ExecCredentials(_plugin.Config("record", _plugin.File("facts"), "grandchild", _plugin.File("grandchild"), "err", "waiting", "sleep", "60000"), runner, Plugin.NoTerminal));

        Assert.Equal("CredentialPluginTimeout", error.ErrorId);
        Assert.Contains("0.6 s", error.Message, StringComparison.Ordinal);
        if (File.Exists(_plugin.File("facts")))
        {
            await EndedAsync((int)_plugin.Recorded()["id"]!);
        }

        if (File.Exists(_plugin.File("grandchild")))
        {
            await Eventually.HoldsAsync(() => _plugin.Process("grandchild") is null or { HasExited: true }, "the grandchild's end");
        }
    }

    [Fact]
    public async Task A_cancelled_request_ends_the_plugin_and_all_that_it_started()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task<RequestCredentials> getting = _plugin.Credentials("record", _plugin.File("facts"), "grandchild", _plugin.File("grandchild"), "sleep", "60000").GetAsync(stop.Token).AsTask();
        await Eventually.HoldsAsync(() => File.Exists(_plugin.File("grandchild")), "the grandchild");

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => getting.SoonAsync());
        await EndedAsync((int)_plugin.Recorded()["id"]!);
        await Eventually.HoldsAsync(() => _plugin.Process("grandchild") is null or { HasExited: true }, "the grandchild's end");
    }

    [Fact]
    public async Task A_person_may_take_longer_than_a_machine()
    {
        var terminal = new ExecTerminal { IsThere = () => true, OpenError = () => Stream.Null };
        var runner = new ExecRunner { TimeLimit = TimeSpan.FromMilliseconds(1) };

        Assert.Equal("t", await new ExecCredentials(_plugin.Config(ExecInteractiveMode.IfAvailable, "sleep", "100", "credential", "t"), runner, terminal).TokenAsync());
    }

    [Theory]
    [InlineData("no-such-program-4711", "is not on the PATH")]
    [InlineData("./no-such-program", "is not there")]
    public async Task A_program_that_is_missing_is_told_with_the_way_to_get_it(string command, string said)
    {
        ExecConfig config = Missing(command, "\u001b]0;evil\u0007Install it with \u001b[1mbrew\u001b[0m\u0000");

        HubException error = await FailAsync(new ExecCredentials(config, terminal: Plugin.NoTerminal));

        Assert.Equal("CredentialPluginNotFound", error.ErrorId);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains("Install it with brew.", error.Message, StringComparison.Ordinal);
        Assert.Contains("Connect-OcmHub -Token or -TokenScript", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    [Fact]
    public async Task A_program_that_cannot_be_started_is_told()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There, endings say what a program is.");
        string file = _plugin.Write("broken", "\u007fELF and nothing else");
        HubException notRunnable = await FailAsync(new ExecCredentials(Missing(file), terminal: Plugin.NoTerminal));
        Plugin.MakeRunnable(file);

        HubException broken = await FailAsync(new ExecCredentials(Missing(file), terminal: Plugin.NoTerminal));

        Assert.Equal("CredentialPluginNotFound", notRunnable.ErrorId);
        Assert.Equal("CredentialPluginFailed", broken.ErrorId);
        Assert.Contains("-TokenScript", broken.Message, StringComparison.Ordinal);
    }

    private static Task EndedAsync(int id) => Eventually.HoldsAsync(
        () =>
        {
            try
            {
                using var process = Process.GetProcessById(id);
                return process.HasExited;
            }
            catch (ArgumentException)
            {
                return true;
            }
        },
        "the plugin's end");

    private static Task<HubException> FailAsync(ExecCredentials source) => Assert.ThrowsAsync<HubException>(() => source.GetAsync(Cancel).AsTask().SoonAsync());

    private ExecConfig Missing(string command, string? hint = null) => new()
    {
        ApiVersion = "client.authentication.k8s.io/v1",
        Command = command,
        InstallHint = hint,
        Directory = _plugin.Root,
        Owner = "the user 'admin' in config",
    };

    private ExecConfig WithEnvironment(Dictionary<string, string> environment, params string[] steps) => new()
    {
        ApiVersion = "client.authentication.k8s.io/v1",
        Command = Plugin.Program,
        Arguments = steps,
        Environment = [.. environment],
        Directory = _plugin.Root,
        Owner = "the user 'admin' in config",
    };
}
