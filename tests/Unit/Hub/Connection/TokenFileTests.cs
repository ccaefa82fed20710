using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection.Credentials;
using OcmPowerShell.Tests.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Connection;

/// <summary>A token that somebody else renews.</summary>
public sealed class TokenFileTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly SetClock _clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_file_is_read_again_after_a_minute()
    {
        var source = new TokenFile(_folder.Write("token", " first \r\n"), _clock);
        Assert.Equal("first", await source.TokenAsync());

        _folder.Write("token", "second");
        Assert.Equal("first", await source.TokenAsync());

        _clock.Pass(TimeSpan.FromSeconds(61));
        Assert.Equal("second", await source.TokenAsync());
    }

    [Fact]
    public async Task A_file_that_is_just_being_renewed_does_not_end_the_work()
    {
        var source = new TokenFile(_folder.Write("token", "first"), _clock);
        await source.GetAsync(Cancel);

        _folder.Write("token", "");
        _clock.Pass(TimeSpan.FromSeconds(61));
        Assert.Equal("first", await source.TokenAsync());

        _folder.Write("token", "second");
        Assert.Equal("second", await source.TokenAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("two\nlines")]
    [InlineData("sécret")]
    public async Task What_is_not_a_token_is_refused_and_not_told(string content)
    {
        string path = _folder.Write("token", content);

        HubException error = await Assert.ThrowsAsync<HubException>(async () => await new TokenFile(path).GetAsync(Cancel));

        Assert.Equal("TokenFileUnreadable", error.ErrorId);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("two", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_requests_at_a_time_get_the_whole_token()
    {
        var source = new TokenFile(_folder.Write("token", "only"), _clock);

        string?[] tokens = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(source.TokenAsync, Cancel)));

        Assert.All(tokens, token => Assert.Equal("only", token));
    }

    /// <summary>A clock that stands still until it is moved.</summary>
    private sealed class SetClock : TimeProvider
    {
        private long _now = TimeSpan.TicksPerDay;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Pass(TimeSpan time) => _now += time.Ticks;
    }
}
