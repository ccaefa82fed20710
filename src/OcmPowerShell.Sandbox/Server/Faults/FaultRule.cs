using System.Text.RegularExpressions;

namespace OcmPowerShell.Sandbox.Server.Faults;

/// <summary>Which requests meet a fault, and how many of them. What is not set matches everything.</summary>
internal sealed class FaultRule(Fault fault)
{
    private int _hits;

    /// <summary>What the requests meet.</summary>
    public Fault Fault { get; } = fault;

    /// <summary>The rule as somebody wrote it; empty for one that a program made.</summary>
    public string Text { get; init; } = "";

    /// <summary>The method in capitals.</summary>
    public string? Method { get; init; }

    /// <summary>The verb as Kubernetes counts it: list, watch, create …</summary>
    public string? Verb { get; init; }

    /// <summary>A part of the path.</summary>
    public string? PathContains { get; init; }

    /// <summary>A pattern that the path matches.</summary>
    public Regex? PathPattern { get; init; }

    /// <summary>A condition on the whole request.</summary>
    public Func<HttpRequest, bool>? Where { get; init; }

    /// <summary>How many matching requests pass unharmed first.</summary>
    public int Skip { get; init; }

    /// <summary>How many requests meet the fault; by default all.</summary>
    public int Count { get; init; } = int.MaxValue;

    /// <summary>How many requests met the fault.</summary>
    public int Hits => Math.Max(0, Volatile.Read(ref _hits) - Skip);

    /// <summary>Whether the request meets the fault, which then counts. The plan calls this one request at a time.</summary>
    internal bool TryUse(HttpRequest request)
    {
        if (Hits >= Count || !Matches(request))
        {
            return false;
        }

        _hits++;
        return _hits > Skip;
    }

    private bool Matches(HttpRequest request) =>
        (Method is null || Method == request.Method)
        && (Verb is null || Verb == RequestAttributes.Of(request).Verb)
        && (PathContains is null || request.Path.Contains(PathContains, StringComparison.Ordinal))
        && (PathPattern is null || PathPattern.IsMatch(request.Path))
        && (Where is null || Where(request));
}
