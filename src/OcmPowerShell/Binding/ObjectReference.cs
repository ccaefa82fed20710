using System.ComponentModel;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Binding;

/// <summary>Names an object of a hub: what the pipeline or an argument was taken for.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ObjectReference
{
    private protected ObjectReference(ObjectKey key, string? uid, string? hub, object source) =>
        (Key, Uid, Hub, Source) = (key, uid ?? "", hub, source);

    /// <summary>The object's name.</summary>
    public string Name => Key.Name;

    /// <summary>The very object that is meant; empty when only its name is known.</summary>
    public string Uid { get; }

    /// <summary>The hub that it came from; null when that is not known.</summary>
    public string? Hub { get; }

    /// <summary>Name and namespace.</summary>
    internal ObjectKey Key { get; }

    /// <summary>What the user passed.</summary>
    internal object Source { get; }

    /// <inheritdoc/>
    public override string ToString() => Key.ToString();
}
