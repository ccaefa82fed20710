using System.Text.Json;

namespace OcmPowerShell.Hub.Manifests;

/// <summary>The manifests of one work, in order and checked against each other.</summary>
public sealed class ManifestSet
{
    private readonly Lazy<string> _hash;

    internal ManifestSet(IReadOnlyList<Manifest> manifests, IReadOnlyList<string> warnings)
    {
        Manifests = manifests;
        Warnings = warnings;
        SizeBytes = manifests.Sum(manifest => manifest.SizeBytes);
        _hash = new Lazy<string>(() => ManifestHash.Of(manifests.Select(manifest => manifest.Utf8Json)));
    }

    /// <summary>The manifests in the order they are applied.</summary>
    public IReadOnlyList<Manifest> Manifests { get; }

    /// <summary>What was read otherwise than its author may expect, for example a ManifestWork that was unwrapped.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The work's size in bytes as the hub's admission webhook counts it.</summary>
    public int SizeBytes { get; }

    /// <summary>Sixteen hexadecimal digits that are equal when the manifests are, whatever the order of their members.</summary>
    public string Hash => _hash.Value;

    /// <summary>Writes the JSON array that a ManifestWork has in <c>spec.workload.manifests</c>.</summary>
    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (Manifest manifest in Manifests)
        {
            json.WriteRawValue(manifest.Utf8Json.Span, skipInputValidation: true);
        }

        json.WriteEndArray();
    }
}
