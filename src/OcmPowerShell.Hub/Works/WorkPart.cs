using OcmPowerShell.Hub.Manifests;

namespace OcmPowerShell.Hub.Works;

/// <summary>One of the works over which manifests are spread that are too large for one.</summary>
/// <param name="Name">The work's name: that of the whole for the first, with <c>-2</c>, <c>-3</c> … for the others.</param>
/// <param name="Manifests">What it holds, in the order of the whole.</param>
/// <param name="MovedIn">
/// What another part of it holds today. The agent deletes what leaves a work unless another work holds it by then, so this
/// part must be applied before the part that gives the manifest up is changed or removed.
/// </param>
/// <param name="Labels">What tells that it is a part; empty where one work holds all.</param>
internal sealed record WorkPart(string Name, ManifestSet Manifests, IReadOnlyList<ManifestIdentity> MovedIn, IReadOnlyDictionary<string, string> Labels);
