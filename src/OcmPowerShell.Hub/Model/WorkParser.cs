using System.Text;
using System.Text.Json;
using OcmPowerShell.Hub.Model.Wire;

namespace OcmPowerShell.Hub.Model;

/// <summary>Makes a <see cref="Work"/> of a ManifestWork's JSON.</summary>
internal static class WorkParser
{
    /// <summary>Parses one object.</summary>
    /// <param name="json">The object's JSON.</param>
    /// <param name="hub">The hub's identity.</param>
    /// <param name="includeJson">Whether to keep the text in <see cref="HubObject.Json"/>.</param>
    public static Work Parse(ReadOnlySpan<byte> json, string hub, bool includeJson = false)
    {
        WireManifestWork wire = JsonSerializer.Deserialize(json, WorkJson.Default.WireManifestWork)
            ?? throw new JsonException("A work is null.");
        ManifestSummary manifests = ManifestSummary.Of(json);
        (ManagedBy managedBy, string owner) = Ownership.Of(wire.Metadata);
        WireManifestWork.ServiceAccountPart? executor = wire.Spec?.Executor?.Subject?.ServiceAccount;
        var work = new Work
        {
            Name = wire.Metadata.Name,
            Cluster = wire.Metadata.Namespace,
            ManifestCount = manifests.Items.Count,
            ManifestHash = manifests.Hash,
            SizeBytes = manifests.SizeBytes,
            ManagedBy = managedBy,
            Owner = owner,
            PropagationPolicy = wire.Spec?.DeleteOption?.PropagationPolicy ?? "Foreground",
            Executor = executor is null ? "" : $"{executor.Namespace}/{executor.Name}",
        };
        MetadataParser.Fill(work, wire.Metadata, wire.Status?.Conditions, hub);
        work.Json = includeJson ? Encoding.UTF8.GetString(json) : null;
        work.Applied = work.IsTrue("Applied");
        work.Available = work.IsTrue("Available");
        work.Progressing = work.IsTrue("Progressing");
        work.Degraded = work.IsTrue("Degraded");
        work.Complete = work.IsTrue("Complete");
        work.Manifests = WorkManifestParser.Parse(work, manifests, wire);
        WorkSummary.Fill(work);
        return work;
    }
}
