using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Comparison;

/// <summary>One side of a comparison: manifests in their order. They are only taken apart where their hashes differ.</summary>
internal sealed class ComparedManifests
{
    private readonly Func<IEnumerable<JsonNode?>> _read;

    private ComparedManifests(string hash, Func<IEnumerable<JsonNode?>> read) => (Hash, _read) = (hash, read);

    /// <summary>Equal for equal manifests.</summary>
    public string Hash { get; }

    /// <summary>Manifests that were read from files.</summary>
    public static ComparedManifests Of(ManifestSet manifests) =>
        new(manifests.Hash, () => manifests.Manifests.Select(manifest => JsonNodeExtensions.ParseObject(manifest.Utf8Json.Span)));

    /// <summary>The manifests of a work that was read with its JSON.</summary>
    public static ComparedManifests Of(Work work) => new(
        work.ManifestHash, () => JsonNodeExtensions.ParseObject(Encoding.UTF8.GetBytes(work.Json!)).ArrayAt("spec", "workload", "manifests")?.AsEnumerable() ?? []);

    /// <summary>The manifests, without what servers add. They are the caller's: nobody else has them.</summary>
    public IReadOnlyList<JsonNode?> Read()
    {
        List<JsonNode?> manifests = [.. _read()];
        manifests.ForEach(ServerFields.Remove);
        return manifests;
    }
}
