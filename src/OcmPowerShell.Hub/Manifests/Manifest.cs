using System.Text;

namespace OcmPowerShell.Hub.Manifests;

/// <summary>One checked manifest: an object to be made on managed clusters.</summary>
public sealed class Manifest
{
    internal Manifest(ReadOnlyMemory<byte> utf8Json, ManifestHeader header, ManifestSource source)
    {
        Utf8Json = utf8Json;
        Source = source;
        ApiVersion = header.ApiVersion.Text;
        Kind = header.Kind.Text;
        Name = header.Name.Text;
        Namespace = header.Namespace.Text;
        SizeBytes = ManifestSize.Of(utf8Json.Span);
    }

    /// <summary>The object's <c>apiVersion</c>, for example <c>apps/v1</c>.</summary>
    public string ApiVersion { get; }

    /// <summary>The API group in <see cref="ApiVersion"/>; empty for the core group.</summary>
    public string Group => ApiVersion.Contains('/') ? ApiVersion[..ApiVersion.IndexOf('/')] : "";

    /// <summary>The version in <see cref="ApiVersion"/>, without the group.</summary>
    public string Version => ApiVersion[(ApiVersion.IndexOf('/') + 1)..];

    /// <summary>The object's <c>kind</c>.</summary>
    public string Kind { get; }

    /// <summary>The object's <c>metadata.name</c>.</summary>
    public string Name { get; }

    /// <summary>The object's <c>metadata.namespace</c>; empty when it names none.</summary>
    public string Namespace { get; }

    /// <summary>Which object this is, whatever its version.</summary>
    public ManifestIdentity Identity => new(Group, Kind, Namespace, Name);

    /// <summary>Where it was read.</summary>
    public ManifestSource Source { get; }

    /// <summary>What it adds to a work's size, in bytes, as the hub's admission webhook counts.</summary>
    public int SizeBytes { get; }

    /// <summary>The object as compact JSON, members in the order they were written.</summary>
    public string Json => Encoding.UTF8.GetString(Utf8Json.Span);

    /// <summary>The object as compact JSON in UTF-8.</summary>
    public ReadOnlyMemory<byte> Utf8Json { get; }

    /// <summary>The kind, name and place.</summary>
    public override string ToString() => $"{Identity} ({Source})";
}
