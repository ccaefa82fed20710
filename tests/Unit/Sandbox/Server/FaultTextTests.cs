using System.Diagnostics;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using OcmPowerShell.Sandbox;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox;

public sealed class FaultTextTests
{
    private static readonly string[] Lines = ["1\n", "2\n", "3\n"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_status_comes_with_what_was_asked_for_to_the_requests_that_were_meant()
    {
        await using SandboxHub hub = await StartAsync("status=429;retry-after=2;count=3;path=/apis/work*;method=post;reason=Busy;message=go; skip = 1");
        using HttpClient client = hub.Client();

        List<int> statuses = [];
        HttpResponseMessage? last = null;
        for (int i = 0; i < 5; i++)
        {
            HttpResponseMessage answer = await client.PostAsync("/apis/work.open-cluster-management.io/x", null, Cancel);
            statuses.Add((int)answer.StatusCode);
            last = i == 3 ? answer : last;
        }

        Assert.Equal([200, 429, 429, 429, 200], statuses);
        Assert.Equal(TimeSpan.FromSeconds(2), last!.Headers.RetryAfter!.Delta);
        JsonNode status = JsonNode.Parse(await last.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal(("Busy", "go"), ((string?)status["reason"], (string?)status["message"]));
        Assert.Equal(200, (int)(await client.GetAsync("/apis/work", Cancel)).StatusCode);
    }

    [Theory]
    [InlineData("reset", false)]
    [InlineData("reset=before", false)]
    [InlineData("reset=after", true)]
    [InlineData("half-body", true)]
    public async Task A_connection_breaks_before_or_after_the_request_is_carried_out(string fault, bool isCarriedOut)
    {
        int calls = 0;
        await using SandboxHub hub = await TestHub.StartAsync(
            (_, response, cancel) =>
            {
                Interlocked.Increment(ref calls);
                return response.SendTextAsync(200, "a whole answer", cancel);
            },
            options: new SandboxOptions { Faults = [fault + ";count=1;method=POST"] });
        using HttpClient client = hub.Client();

        await Assert.ThrowsAsync<HttpRequestException>(() => client.PostAsync("/", null, Cancel));

        Assert.Equal(isCarriedOut ? 1 : 0, calls);
        Assert.Equal("a whole answer", await client.GetStringAsync("/", Cancel));
    }

    [Fact]
    public async Task A_right_answer_comes_late_or_as_another_type_or_long_or_of_another_time()
    {
        await using SandboxHub hub = await StartAsync(
            "latency=60ms;path=/late", "content-type=text/html;path=/typed", "long-line;path=/long", "long-line=10;path=/short", "clock-skew=-1h;path=/skewed", "html;path=/html", "html=407;path=/proxy");
        using HttpClient client = hub.Client();

        long begun = Stopwatch.GetTimestamp();
        Assert.Equal("ok", await client.GetStringAsync("/late", Cancel));
        Assert.True(Stopwatch.GetElapsedTime(begun) >= TimeSpan.FromMilliseconds(59));
        HttpResponseMessage typed = await client.GetAsync("/typed", Cancel);
        Assert.Equal(("text/html", "ok"), (typed.Content.Headers.ContentType!.MediaType, await typed.Content.ReadAsStringAsync(Cancel)));
        string padded = await client.GetStringAsync("/long", Cancel);
        Assert.Equal((100 * 1024, "ok"), (padded.Length, padded.TrimEnd()));
        Assert.Equal("ok        ", await client.GetStringAsync("/short", Cancel));
        HttpResponseMessage skewed = await client.GetAsync("/skewed", Cancel);
        Assert.InRange(DateTimeOffset.UtcNow - skewed.Headers.Date!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61));
        Assert.Equal(502, (int)(await client.GetAsync("/html", Cancel)).StatusCode);
        Assert.Equal(407, (int)(await client.GetAsync("/proxy", Cancel)).StatusCode);
    }

    [Fact]
    public async Task A_stalled_answer_has_headers_and_nothing_more()
    {
        await using SandboxHub hub = await StartAsync("stall");
        using HttpClient client = hub.Client();
        using HttpResponseMessage answer = await client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead, Cancel);
        await using Stream body = await answer.Content.ReadAsStreamAsync(Cancel);

        Task<int> read = body.ReadAsync(new byte[1], Cancel).AsTask();
        await Assert.ThrowsAsync<TimeoutException>(() => read.WaitAsync(TimeSpan.FromMilliseconds(100), Cancel));
    }

    [Theory]
    [InlineData("close-watch", "")]
    [InlineData("close-watch=2", "1\n2\n")]
    [InlineData("duplicate-events", "1\n1\n2\n2\n3\n3\n")]
    [InlineData("long-line=4", "1  \n2  \n3  \n")]
    [InlineData("close-watch;verb=list", "1\n2\n3\n")]
    public async Task A_watch_ends_early_without_a_word_or_stutters_or_comes_in_long_lines(string fault, string expected)
    {
        await using SandboxHub hub = await TestHub.StartAsync(
            async (_, response, cancel) =>
            {
                await response.StartAsync(200, "application/json", cancel);
                foreach (string line in Lines)
                {
                    await response.WriteAsync(System.Text.Encoding.ASCII.GetBytes(line), cancel);
                }
            },
            options: new SandboxOptions { Faults = [fault] });
        using HttpClient client = hub.Client();

        Assert.Equal(expected, await client.GetStringAsync("/api/v1/namespaces?watch=1", Cancel));
        string list = await client.GetStringAsync("/api/v1/namespaces", Cancel);
        Assert.Equal(fault switch { "close-watch;verb=list" => "", "long-line=4" => expected, _ => "1\n2\n3\n" }, list);
    }

    [Theory]
    [InlineData("certificate=expired", "NotTimeValid")]
    [InlineData("certificate=wrong-host", "RemoteCertificateNameMismatch")]
    public async Task A_server_shows_a_certificate_that_ran_out_or_is_anothers(string fault, string problem)
    {
        await using SandboxHub hub = await StartAsync(fault);
        using HttpClient client = hub.Client();

        HttpRequestException refused = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/", Cancel));

        Assert.Contains(problem, refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "a part of it is empty")]
    [InlineData("status", "'status' takes a number from 400 to 599")]
    [InlineData("status=200", "'status' takes a number from 400 to 599")]
    [InlineData("status=429;;", "a part of it is empty")]
    [InlineData("status=429;status=500", "'status' is given twice")]
    [InlineData("status=429;reset", "'reset' does not go with 'status'")]
    [InlineData("reset;reason=Gone", "'reason' does not go with 'reset'")]
    [InlineData("reset=later", "there is no 'reset=later'")]
    [InlineData("count=3", "it does not say what goes wrong")]
    [InlineData("reset;count=0", "'count' takes a number from 1 to 2147483647")]
    [InlineData("reset;colour=red", "'colour' does not go with 'reset'")]
    [InlineData("latency=soon", "'latency' takes a time as in 200ms, 5s, 1.5m or 1h, up to a day")]
    [InlineData("latency", "'latency' takes a time as in 200ms, 5s, 1.5m or 1h, up to a day")]
    [InlineData("boom", "there is no 'boom', or it lacks its value")]
    [InlineData("certificate=odd", "a certificate is 'expired' or 'wrong-host', for all requests")]
    [InlineData("certificate=expired;count=1", "a certificate is 'expired' or 'wrong-host', for all requests")]
    public void A_text_that_is_no_fault_is_one_error_with_the_grammar(string text, string why)
    {
        ArgumentException wrong = Assert.Throws<ArgumentException>(() => new SandboxOptions { Faults = [text] }.Validate());

        Assert.Equal($"'{text}' is no fault: {why}. {FaultText.Grammar}", wrong.Message);
    }

    [Fact]
    public void Every_fault_of_the_grammar_can_be_written_and_is_told_by_help()
    {
        string[] all =
        [
            "status=500", "reset", "half-body", "stall", "latency=1s", "html", "content-type=a/b", "long-line", "duplicate-events", "close-watch", "expire-continue",
            "expire-continue=final", "clock-skew=1h", "certificate=expired",
        ];
        new SandboxOptions { Faults = all }.Validate();
        Assert.All(all, fault => Assert.Contains(fault.Split('=')[0], FaultText.Grammar, StringComparison.Ordinal));
        Assert.All(all, fault => Assert.Contains($"  {fault.Split('=')[0]}", SandboxArguments.Usage, StringComparison.Ordinal));
    }

    [Fact]
    public void No_text_does_worse_than_to_be_refused()
    {
        string[] words = ["status", "=", ";", "429", "reset", "path", "/a*", "*", "count", "skip", "-1", "99999999999", "certificate", "expired", "latency", "5s", "1e9h", "é", " ", "\0", "clock-skew=-", "html"];
        Gen<string> texts = Gen.OneOf(Gen.ArrayOf(Gen.Elements(words)).Select(string.Concat), ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""));
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            try
            {
                if (FaultText.ParseCertificate(text) is null)
                {
                    FaultText.Parse(text);
                }
            }
            catch (FormatException refusal)
            {
                Assert.EndsWith(FaultText.Grammar, refusal.Message, StringComparison.Ordinal);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Theory]
    [InlineData("0s", 0)]
    [InlineData("200ms", 200)]
    [InlineData("1.5m", 90_000)]
    [InlineData("24h", 86_400_000)]
    public void Durations_are_read_and_written(string text, int milliseconds)
    {
        Assert.True(DurationText.TryParse(text, out TimeSpan duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
        Assert.True(DurationText.TryParse(DurationText.Of(duration), out TimeSpan again));
        Assert.Equal(duration, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("5")]
    [InlineData("-5s")]
    [InlineData("25h")]
    [InlineData("5 s")]
    [InlineData("NaNs")]
    [InlineData("1,5s")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(DurationText.TryParse(text, out _));

    private static Task<SandboxHub> StartAsync(params string[] faults) => TestHub.StartAsync(options: new SandboxOptions { Faults = faults });
}
