namespace OcmPowerShell.Sandbox.Server;

/// <summary>One request, read whole.</summary>
/// <param name="Method">The method in capitals, GET, POST …</param>
/// <param name="Path">The decoded path without the query, starting with a slash.</param>
/// <param name="Query">Decoded query parameters; the first value of each wins.</param>
/// <param name="Headers">Header values by name, ignoring case; repeated headers are joined with a comma.</param>
/// <param name="Body">The body; empty where there is none.</param>
/// <param name="User">Who asks: the name behind the token or certificate, or <c>system:anonymous</c>.</param>
internal sealed record HttpRequest(
    string Method,
    string Path,
    IReadOnlyDictionary<string, string> Query,
    IReadOnlyDictionary<string, string> Headers,
    ReadOnlyMemory<byte> Body,
    string User)
{
    /// <summary>The query as it was sent, without the question mark; empty where there is none.</summary>
    public string QueryString { get; init; } = "";

    /// <summary>The header lines in their order, each with its own value: what a repeated header says that may hold commas itself.</summary>
    public IReadOnlyList<(string Name, string Value)> HeaderLines { get; init; } = [];

    /// <summary>Uid of <see cref="User"/>; null where it has none.</summary>
    public string? Uid { get; init; }

    /// <summary>What else is known of <see cref="User"/>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Extra { get; init; } = Identity.NothingElse;

    /// <summary>Groups of <see cref="User"/>; <c>system:masters</c> may do everything.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Who asks, with all that is known of them.</summary>
    public Identity Identity => new(User, Groups) { Uid = Uid, Extra = Extra };

    /// <summary>The connection that carried the request.</summary>
    public ConnectionInfo Connection { get; init; } = ConnectionInfo.None;
}
