using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Hub.Comparison;

/// <summary>What a cluster is to have: one work, or several that hold the parts of what is too large for one.</summary>
internal sealed class ExpectedWorks
{
    private readonly Func<string, IReadOnlyDictionary<string, IReadOnlyCollection<ManifestIdentity>>, IReadOnlyList<(string Name, ComparedManifests Manifests)>> _worksFor;

    private ExpectedWorks(
        bool isSplit, Func<string, IReadOnlyDictionary<string, IReadOnlyCollection<ManifestIdentity>>, IReadOnlyList<(string Name, ComparedManifests Manifests)>> worksFor) =>
        (IsSplit, _worksFor) = (isSplit, worksFor);

    /// <summary>Whether there may be parts, so that they have to be looked for.</summary>
    public bool IsSplit { get; }

    /// <summary>Manifests that were read from files.</summary>
    /// <param name="manifests">The manifests.</param>
    /// <param name="split">Whether they are spread over several works where one cannot hold them.</param>
    public static ExpectedWorks Of(ManifestSet manifests, bool split = false)
    {
        var whole = ComparedManifests.Of(manifests);
        return new ExpectedWorks(split, (name, existing) => split
            ? [.. WorkParts.Of(name, manifests, existing).Select(part => (part.Name, ComparedManifests.Of(part.Manifests)))]
            : [(name, whole)]);
    }

    /// <summary>The works of another cluster.</summary>
    public static ExpectedWorks Of(IReadOnlyList<(string Name, ComparedManifests Manifests)> works) => new(works.Count > 1, (_, _) => works);

    /// <summary>The works of a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="existing">What those hold that the cluster has: what is in a part already stays in it.</param>
    public IReadOnlyList<(string Name, ComparedManifests Manifests)> For(string name, IReadOnlyDictionary<string, IReadOnlyCollection<ManifestIdentity>> existing) => _worksFor(name, existing);
}
