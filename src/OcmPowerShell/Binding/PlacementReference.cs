using System.ComponentModel;
using System.Management.Automation;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Binding;

/// <summary>
/// Names a placement: made from text such as <c>prod/web</c>, a placement object or its copy, or kubectl's object. Text
/// without a namespace means the namespace <c>default</c>.
/// </summary>
[TypeConverter(typeof(Converter))]
public sealed class PlacementReference : ObjectReference
{
    /// <summary>The namespace of a placement that is named without one.</summary>
    internal const string DefaultNamespace = "default";

    internal PlacementReference(ObjectKey key, string? uid, string? hub, object source)
        : base(key, uid, hub, source)
    {
    }

    /// <summary>Its namespace.</summary>
    public string Namespace => Key.Namespace;

    /// <summary>Reads <c>namespace/name</c> or a name; null when it is neither.</summary>
    /// <param name="text">The text.</param>
    /// <param name="defaultNamespace">The namespace of a name alone.</param>
    internal static ObjectKey? KeyOf(string text, string defaultNamespace = DefaultNamespace) => text.Trim().Split('/') switch
    {
        [{ Length: > 0 } name] => new ObjectKey(defaultNamespace, name),
        [{ Length: > 0 } @namespace, { Length: > 0 } name] => new ObjectKey(@namespace, name),
        _ => null,
    };

    private static PlacementReference? From(object source)
    {
        if (PSObject.AsPSObject(source).BaseObject is string text)
        {
            // An empty text is the cmdlet's to refuse: it knows the parameter's name.
            return text.Trim().Length == 0 ? new PlacementReference(default, null, null, source)
                : KeyOf(text) is { } key ? new PlacementReference(key, null, null, source) : null;
        }

        var shape = new ObjectShape(source);
        if (shape.IsOrWas(typeof(Placement)) || (shape.Has("FullName") && shape.Has("SelectedCount")))
        {
            return Make(shape, shape.Text("Uid"), shape.Text("Hub"), source);
        }

        return shape.Text("kind") == "Placement" && shape.Inner("metadata") is var metadata ? Make(metadata, metadata.Text("uid"), null, source) : null;
    }

    private static PlacementReference? Make(ObjectShape shape, string? uid, string? hub, object source) =>
        (shape.Text("Namespace") ?? shape.Text("namespace"), shape.Text("Name") ?? shape.Text("name")) is ({ } @namespace, { } name)
            ? new PlacementReference(new ObjectKey(@namespace, name), uid, hub, source)
            : null;

    /// <summary>Binds objects to it.</summary>
    public sealed class Converter : ReferenceConverter<PlacementReference>
    {
        /// <inheritdoc/>
        protected override string Expected => "a placement: pass namespace/name or an object of Get-OcmPlacement";

        /// <inheritdoc/>
        protected override PlacementReference? TryConvert(object source) => From(source);
    }
}
