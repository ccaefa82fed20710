using OcmPowerShell.Sandbox.Api.Selection;

namespace OcmPowerShell.Sandbox.Api.Verbs;

/// <summary>What a list or a watch asks for.</summary>
/// <param name="Filter">Which objects.</param>
internal sealed record ListRequest(ObjectFilter Filter)
{
    /// <summary>The most objects of one page; 0 for all at once.</summary>
    public int Limit { get; init; }

    /// <summary>Where to go on; null for the start.</summary>
    public string? Continue { get; init; }

    /// <summary>The version asked for; null for the newest.</summary>
    public long? Version { get; init; }

    /// <summary>Whether that very version is asked for, rather than one at least as new.</summary>
    public bool IsExact { get; init; }

    /// <summary>When a watch ends.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(45);

    /// <summary>
    /// Whether a watch begins with what is there and says when that is all (true), or leaves it out (false); null where
    /// nobody asked.
    /// </summary>
    public bool? SendsInitialEvents { get; init; }

    /// <summary>Whether a watch says from time to time how far it is.</summary>
    public bool WantsBookmarks { get; init; }
}
