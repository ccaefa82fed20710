using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Comparison;

/// <summary>Compares lists of manifests: those of the same object with each other, whatever the version that describes it.</summary>
internal static class ManifestComparison
{
    private static readonly string[] OrderPath = ["spec", "workload", "manifests"];

    /// <summary>All differences, in the order of the hub's manifests, then those that only the files have.</summary>
    public static IEnumerable<ManifestDifference> Between(IReadOnlyList<JsonNode?> hub, IReadOnlyList<JsonNode?> file)
    {
        List<(ManifestIdentity Identity, int Occurrence)> left = KeysOf(hub);
        List<(ManifestIdentity Identity, int Occurrence)> right = KeysOf(file);
        Dictionary<(ManifestIdentity, int), int> inFile = right.Select((key, index) => (key, index)).ToDictionary(pair => pair.key, pair => pair.index);
        bool sameOrder = true;
        int last = -1;
        for (int i = 0; i < left.Count; i++)
        {
            if (!inFile.Remove(left[i], out int other))
            {
                yield return new ManifestDifference(left[i].Identity, new FieldChange([], DifferenceKind.Removed, hub[i], null, i, Secrecy.None));
                continue;
            }

            sameOrder &= other > last;
            last = other;
            foreach (FieldChange change in JsonDifference.Between(hub[i], file[other]))
            {
                yield return new ManifestDifference(left[i].Identity, change);
            }
        }

        foreach (int i in inFile.Values.Order())
        {
            yield return new ManifestDifference(right[i].Identity, new FieldChange([], DifferenceKind.Added, null, file[i], i, Secrecy.None));
        }

        if (!sameOrder)
        {
            FieldStep[] path = [.. OrderPath.Select(FieldStep.Member)];
            yield return new ManifestDifference(null, new FieldChange(path, DifferenceKind.Changed, NamesOf(left), NamesOf(right), 0, Secrecy.None));
        }
    }

    // A hub may hold the same object twice, from a tool that does not look.
    private static List<(ManifestIdentity Identity, int Occurrence)> KeysOf(IReadOnlyList<JsonNode?> manifests)
    {
        Dictionary<ManifestIdentity, int> seen = [];
        return
        [
            .. manifests.Select(IdentityOf).Select(identity =>
            {
                int occurrence = seen.GetValueOrDefault(identity);
                seen[identity] = occurrence + 1;
                return (identity, occurrence);
            }),
        ];
    }

    private static ManifestIdentity IdentityOf(JsonNode? manifest)
    {
        string version = manifest.TextAt("apiVersion") ?? "";
        int slash = version.IndexOf('/');
        return new ManifestIdentity(
            slash < 0 ? "" : version[..slash],
            manifest.TextAt("kind") ?? "",
            manifest.TextAt("metadata", "namespace") ?? "",
            manifest.TextAt("metadata", "name") ?? "");
    }

    private static JsonArray NamesOf(List<(ManifestIdentity Identity, int Occurrence)> manifests) =>
        new([.. manifests.Select(manifest => JsonValue.Create(FullName(manifest.Identity)))]);

    private static string FullName(ManifestIdentity identity) =>
        (identity with { Kind = identity.Group.Length == 0 ? identity.Kind : $"{identity.Kind}.{identity.Group}" }).ToString();
}
