using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace OcmPowerShell.Tests.Hub.Rest;

/// <summary>A server of one work whose watches say what a test tells them to, and end when it says so.</summary>
internal sealed partial class WatchScript
{
    private readonly Channel<string?> _lines = Channel.CreateUnbounded<string?>();
    private readonly List<string> _watchedFrom = [];
    private int _lists;

    /// <summary>The resourceVersion of every watch so far.</summary>
    public IReadOnlyList<string> WatchedFrom
    {
        get
        {
            lock (_watchedFrom)
            {
                return [.. _watchedFrom];
            }
        }
    }

    public int Lists => Volatile.Read(ref _lists);

    public static string Event(string type, string name, int version) =>
        $$$"""{"type":"{{{type}}}","object":{"metadata":{"name":"{{{name}}}","namespace":"one","uid":"{{{name}}}","resourceVersion":"{{{version}}}"} } }""" + "\n";

    public RawServer Start() => new(AnswerAsync);

    /// <summary>Says something on the watch that is open, or on the next.</summary>
    public async Task SendAsync(params string[] lines)
    {
        foreach (string line in lines)
        {
            await _lines.Writer.WriteAsync(line);
        }
    }

    /// <summary>Ends that watch.</summary>
    public async Task CloseAsync() => await _lines.Writer.WriteAsync(null);

    private async Task AnswerAsync(RawExchange exchange)
    {
        if (!exchange.Target.Contains("watch=true", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _lists);
            await exchange.AnswerAsync("""{"metadata":{"resourceVersion":"10"},"items":[{"metadata":{"name":"a","namespace":"one","uid":"a","resourceVersion":"5"}}]}""");
            return;
        }

        lock (_watchedFrom)
        {
            _watchedFrom.Add(Version().Match(exchange.Target).Groups[1].Value);
        }

        await exchange.BeginAsync();
        while (await _lines.Reader.ReadAsync(exchange.Stop) is { } line)
        {
            await exchange.ChunkAsync(line);
        }

        await exchange.EndAsync();
    }

    [GeneratedRegex("resourceVersion=([^&]*)")]
    private static partial Regex Version();
}
