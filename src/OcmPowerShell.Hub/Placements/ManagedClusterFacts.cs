using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Placements;

/// <summary>What the scheduler knows of a ManagedCluster.</summary>
internal sealed record ManagedClusterFacts
{
    /// <summary><c>metadata.name</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>metadata.labels</c>.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary><c>status.clusterClaims</c> by name.</summary>
    public IReadOnlyDictionary<string, string> Claims { get; init; } = new Dictionary<string, string>();

    /// <summary><c>spec.taints</c>.</summary>
    public IReadOnlyList<Taint> Taints { get; init; } = [];

    /// <summary>Allocatable processors; null unless allocatable and capacity are both known.</summary>
    public double? AllocatableCpu { get; init; }

    /// <summary>Allocatable memory in bytes; null unless allocatable and capacity are both known.</summary>
    public double? AllocatableMemory { get; init; }

    /// <summary>Whether it is being deleted.</summary>
    public bool Deleting { get; init; }

    /// <summary>The whole object, for expressions. Nobody may change it.</summary>
    public JsonObject Object { get; init; } = [];

    /// <summary>Reads an object, and keeps it.</summary>
    public static ManagedClusterFacts Parse(JsonObject value)
    {
        Dictionary<string, string> claims = new(StringComparer.Ordinal);
        foreach (JsonObject claim in value.ObjectsAt("status", "clusterClaims"))
        {
            claims[claim.TextAt("name") ?? ""] = claim.TextAt("value") ?? "";
        }

        return new ManagedClusterFacts
        {
            Name = value.TextAt("metadata", "name") ?? "",
            Labels = value.MapAt("metadata", "labels"),
            Claims = claims,
            Taints = [.. value.ObjectsAt("spec", "taints").Select(TaintOf)],
            AllocatableCpu = Allocatable(value, "cpu"),
            AllocatableMemory = Allocatable(value, "memory"),
            Deleting = value.At("metadata", "deletionTimestamp") is not null,
            Object = value,
        };
    }

    /// <summary>Whether the scheduler cannot tell it from another state of the same cluster, expressions aside.</summary>
    public bool SchedulesLike(ManagedClusterFacts other) =>
        Deleting == other.Deleting
        && AllocatableCpu == other.AllocatableCpu
        && AllocatableMemory == other.AllocatableMemory
        && Same(Labels, other.Labels)
        && Same(Claims, other.Claims)
        && Taints.Select(Key).SequenceEqual(other.Taints.Select(Key));

    private static (string, string, string, DateTime?) Key(Taint taint) => (taint.Key, taint.Value, taint.Effect, taint.TimeAdded);

    private static bool Same(IReadOnlyDictionary<string, string> left, IReadOnlyDictionary<string, string> right) =>
        left.Count == right.Count && left.All(entry => right.TryGetValue(entry.Key, out string? value) && value == entry.Value);

    private static Taint TaintOf(JsonObject taint) => new()
    {
        Key = taint.TextAt("key") ?? "",
        Value = taint.TextAt("value") ?? "",
        Effect = taint.TextAt("effect") ?? "",
        TimeAdded = taint.TimeAt("timeAdded")?.UtcDateTime,
    };

    private static double? Allocatable(JsonObject value, string resource) =>
        Amount(value.At("status", "allocatable", resource)) is { } allocatable && Amount(value.At("status", "capacity", resource)) is not null
            ? (double)allocatable
            : null;

    /// <summary>A quantity is text, or a number where somebody wrote it so.</summary>
    private static decimal? Amount(JsonNode? quantity) =>
        quantity is JsonValue value ? Quantity.Parse(value.TextAt() ?? value.ToJsonString()) : null;
}
