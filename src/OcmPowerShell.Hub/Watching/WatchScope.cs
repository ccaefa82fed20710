using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Watching;

/// <summary>What to watch.</summary>
/// <param name="Namespace">A namespace; null for all, and for kinds without.</param>
/// <param name="Name">The one name that is wanted; null for several.</param>
/// <param name="LabelSelector">Label selector in Kubernetes' syntax; null for all.</param>
/// <param name="Wanted">Which of what the hub tells.</param>
/// <param name="IncludeExisting">Whether to tell what is there when the watch begins.</param>
internal sealed record WatchScope(string? Namespace, string? Name, string? LabelSelector, Func<ObjectKey, bool> Wanted, bool IncludeExisting)
{
    /// <summary>What to ask the hub for.</summary>
    public Rest.ListOptions Options => new() { LabelSelector = LabelSelector, FieldSelector = Name is null ? null : $"metadata.name={Name}" };

    /// <summary>What is to be said of an object that the watch tells no longer.</summary>
    public string Removal => LabelSelector is null ? "it was deleted" : $"it was deleted, or has no longer the labels {LabelSelector}";
}
