using System.ComponentModel;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Binding;

/// <summary>Names a cluster's request to join: made from a request object or its copy, a CSV row of one, or kubectl's object. A text is no request.</summary>
[TypeConverter(typeof(Converter))]
public sealed class RegistrationRequestReference : ObjectReference
{
    private RegistrationRequestReference(string name, string cluster, string? uid, string? hub, object source)
        : base(new ObjectKey("", name), uid, hub, source) => Cluster = cluster;

    /// <summary>The cluster that it is for.</summary>
    public string Cluster { get; }

    private static RegistrationRequestReference? From(object source)
    {
        var shape = new ObjectShape(source);
        if (shape.IsOrWas(typeof(RegistrationRequest)) || shape.Has("RequestName"))
        {
            return Make(shape.Text("RequestName"), shape.Text("Cluster"), shape.Text("Uid"), shape.Text("Hub"), source);
        }

        if (shape.Text("kind") == "CertificateSigningRequest" && shape.Has("metadata"))
        {
            ObjectShape metadata = shape.Inner("metadata");
            return Make(metadata.Text("name"), metadata.Inner("labels").Text("open-cluster-management.io/cluster-name"), metadata.Text("uid"), null, source);
        }

        return null;
    }

    private static RegistrationRequestReference? Make(string? name, string? cluster, string? uid, string? hub, object source) =>
        name is null || cluster is null ? null : new RegistrationRequestReference(name, cluster, uid, hub, source);

    /// <summary>Binds objects to it.</summary>
    public sealed class Converter : ReferenceConverter<RegistrationRequestReference>
    {
        /// <inheritdoc/>
        protected override string Expected => "a request to join: pass an object of Get-OcmRegistrationRequest, or name the cluster with -Cluster";

        /// <inheritdoc/>
        protected override RegistrationRequestReference? TryConvert(object source) => From(source);
    }
}
