namespace OcmPowerShell.Hub.Model;

/// <summary>Fields that ServerSideApply leaves to others: an entry of <c>updateStrategy.serverSideApply.ignoreFields</c>.</summary>
public sealed class IgnoredFields
{
    /// <summary><c>condition</c>: OnSpokePresent (once the object is there) or OnSpokeChange (as long as the manifest stays the same).</summary>
    public string Condition { get; set; } = "OnSpokePresent";

    /// <summary><c>jsonPaths</c>: as in <c>.spec.replicas</c>.</summary>
    public IReadOnlyList<string> JsonPaths { get; set; } = [];

    /// <summary><c>jsonPointers</c>: as in <c>/spec/replicas</c>.</summary>
    public IReadOnlyList<string> JsonPointers { get; set; } = [];

    /// <summary><c>jqPathExpressions</c>: as in <c>.spec.containers[] | select(.name == "web").image</c>.</summary>
    public IReadOnlyList<string> JqPaths { get; set; } = [];

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", JsonPaths.Concat(JsonPointers).Concat(JqPaths));
}
