using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.ManagedClusters.Works;

/// <summary>
/// The owner reference by which an object on the managed cluster belongs to a work. Several works may own one object;
/// the reference is therefore a plain one, not a controller's.
/// </summary>
/// <param name="Name">Name of the AppliedManifestWork.</param>
/// <param name="Uid">Its uid.</param>
/// <param name="Owned">False for an object that shall outlive the work: the reference is then taken away.</param>
internal sealed record Ownership(string Name, string Uid, bool Owned)
{
    private const string ApiVersion = "work.open-cluster-management.io/v1";
    private const string Kind = "AppliedManifestWork";

    /// <summary>The reference of an AppliedManifestWork.</summary>
    public static Ownership Of(JsonObject applied) => new(applied.Name(), applied.Uid(), true);

    /// <summary>Writes the reference, or takes it away; those of others stay. False where nothing changed.</summary>
    public bool WriteTo(JsonObject value)
    {
        var existing = References(value).FirstOrDefault(IsMine);
        if (Owned == existing is not null)
        {
            return false;
        }

        var metadata = value.Child("metadata");
        if (existing is null)
        {
            metadata.List("ownerReferences").Add(new JsonObject
            {
                ["apiVersion"] = ApiVersion,
                ["kind"] = Kind,
                ["name"] = Name,
                ["uid"] = Uid,
            });
        }
        else if (metadata.List("ownerReferences") is var list && list.Remove(existing) && list.Count == 0)
        {
            metadata.Remove("ownerReferences");
        }

        return true;
    }

    /// <summary>Whether the work owns the object.</summary>
    public bool Owns(JsonObject value) => References(value).Any(IsMine);

    /// <summary>Whether another work owns the object.</summary>
    public bool IsShared(JsonObject value) => References(value).Any(reference =>
        reference.TextAt("apiVersion") == ApiVersion && reference.TextAt("kind") == Kind && !IsMine(reference));

    private bool IsMine(JsonObject reference) => reference.TextAt("uid") == Uid;

    private static IEnumerable<JsonObject> References(JsonObject value) => value.ObjectsAt("metadata", "ownerReferences");
}
