using System.ComponentModel;
using System.Management.Automation;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Binding;

/// <summary>
/// Names a replica set: made from text such as <c>prod/web</c>, a replica set or its copy, or kubectl's object. Text without
/// a namespace means the namespace <c>default</c>.
/// </summary>
[TypeConverter(typeof(Converter))]
public sealed class WorkReplicaSetReference : ObjectReference
{
    internal WorkReplicaSetReference(ObjectKey key, string? uid, string? hub, object source)
        : base(key, uid, hub, source)
    {
    }

    /// <summary>Its namespace.</summary>
    public string Namespace => Key.Namespace;

    /// <summary>The version of the object that came with a status of before a change; null where that is not known.</summary>
    internal string? OutdatedVersion { get; private init; }

    private static WorkReplicaSetReference? From(object source)
    {
        object value = PSObject.AsPSObject(source).BaseObject;
        if (value is string text)
        {
            // An empty text is the cmdlet's to refuse: it knows the parameter's name.
            return text.Trim().Length == 0 ? new WorkReplicaSetReference(default, null, null, source)
                : PlacementReference.KeyOf(text) is { } key ? new WorkReplicaSetReference(key, null, null, source) : null;
        }

        var shape = new ObjectShape(source);
        if (shape.IsOrWas(typeof(WorkReplicaSet)) || (shape.Has("FullName") && shape.Has("CascadeDeletionPolicy")))
        {
            bool outdated = value is WorkReplicaSet { RolledOut: null } set && set.FindCurrent("PlacementRolledOut") is not null;
            return Make(shape, shape.Text("Uid"), shape.Text("Hub"), outdated ? shape.Text("ResourceVersion") : null, source);
        }

        return shape.Text("kind") == "ManifestWorkReplicaSet" && shape.Inner("metadata") is var metadata ? Make(metadata, metadata.Text("uid"), null, null, source) : null;
    }

    private static WorkReplicaSetReference? Make(ObjectShape shape, string? uid, string? hub, string? outdated, object source) =>
        (shape.Text("Namespace") ?? shape.Text("namespace"), shape.Text("Name") ?? shape.Text("name")) is ({ } @namespace, { } name)
            ? new WorkReplicaSetReference(new ObjectKey(@namespace, name), uid, hub, source) { OutdatedVersion = outdated }
            : null;

    /// <summary>Binds objects to it.</summary>
    public sealed class Converter : ReferenceConverter<WorkReplicaSetReference>
    {
        /// <inheritdoc/>
        protected override string Expected => "a replica set: pass namespace/name or an object of Get-OcmWorkReplicaSet";

        /// <inheritdoc/>
        protected override WorkReplicaSetReference? TryConvert(object source) => From(source);
    }
}
