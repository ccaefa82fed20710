using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Api.Selection;

/// <summary>Which objects of a kind a request is about.</summary>
/// <param name="Namespace">The namespace; null for all.</param>
/// <param name="Labels">By label.</param>
/// <param name="Fields">By name and namespace.</param>
internal sealed record ObjectFilter(string? Namespace, LabelSelector Labels, FieldSelector Fields)
{
    /// <summary>Every object of a namespace, or of all.</summary>
    public static ObjectFilter In(string? @namespace) => new(@namespace, LabelSelector.Everything, FieldSelector.Everything);

    /// <summary>Whether nothing but the namespace is asked for.</summary>
    public bool IsNamespaceOnly => Labels.IsEverything && Fields.IsEverything;

    /// <summary>Whether an object is asked for.</summary>
    public bool Matches(StoredObject value) =>
        (Namespace is null || value.Namespace == Namespace) && Labels.Matches(value.Labels) && Fields.Matches(value);
}
