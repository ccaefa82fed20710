using System.Globalization;

namespace OcmPowerShell.Hub.Works.History;

/// <summary>Which former state is to come back; the one before the present where nothing is named.</summary>
internal sealed record UndoChoice
{
    /// <summary>The state of this revision.</summary>
    public long? Revision { get; init; }

    /// <summary>The newest state with this hash of its manifests.</summary>
    public string? ManifestHash { get; init; }

    /// <summary>The state that the work was in before this time, UTC.</summary>
    public DateTime? Before { get; init; }

    /// <summary>Whether it is the state before the present one, whatever that is.</summary>
    public bool IsPrevious => Revision is null && ManifestHash is null && Before is null;

    /// <summary>Whether a state is the one, or one of them.</summary>
    public bool Takes(long revision, string manifestHash, DateTime since) =>
        (Revision is null || Revision == revision)
        && (ManifestHash is null || string.Equals(ManifestHash, manifestHash, StringComparison.OrdinalIgnoreCase))
        && (Before is null || since < Before);

    /// <summary>In words, for errors.</summary>
    public override string ToString() =>
        Revision is { } revision ? $"revision {revision.ToString(CultureInfo.InvariantCulture)}"
        : ManifestHash is { } hash ? $"state with the manifest hash {hash}"
        : Before is { } before ? $"state of before {before.ToString("u", CultureInfo.InvariantCulture)}"
        : "earlier state";
}
