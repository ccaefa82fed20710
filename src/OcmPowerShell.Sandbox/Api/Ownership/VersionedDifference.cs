using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Resources;

namespace OcmPowerShell.Sandbox.Api.Ownership;

/// <summary>
/// What a write changes, in whichever version of the kind a writer's fields are named: the same change may have another
/// path there, or none.
/// </summary>
internal sealed class VersionedDifference
{
    private readonly KindVersions _versions;
    private readonly JsonObject _before;
    private readonly JsonObject _after;
    private readonly Dictionary<string, FieldDifference?> _byVersion = new(StringComparer.Ordinal);

    /// <param name="versions">The versions of the kind, seen from the one of the request.</param>
    /// <param name="before">The object before, in the version of the request.</param>
    /// <param name="after">The object after, likewise.</param>
    public VersionedDifference(KindVersions versions, JsonObject before, JsonObject after)
    {
        _versions = versions;
        _before = before;
        _after = after;
        Own = FieldWalk.Compare(versions.Own.Schema, before, after);
        _byVersion[versions.Own.Type.ApiVersion] = Own;
    }

    /// <summary>The difference in the version of the request.</summary>
    public FieldDifference Own { get; }

    /// <summary>The fields that a writer of some version loses by the change; all where its version is gone.</summary>
    public FieldSet TakenFrom(string apiVersion, FieldSet owned) =>
        In(apiVersion) is FieldDifference difference ? difference.Added.Union(difference.Changed).Union(difference.Removed) : owned;

    /// <summary>The fields of a writer of some version that get another value.</summary>
    public FieldSet SetOf(string apiVersion) =>
        In(apiVersion) is FieldDifference difference ? difference.Added.Union(difference.Changed) : new FieldSet();

    private FieldDifference? In(string apiVersion)
    {
        if (!_byVersion.TryGetValue(apiVersion, out FieldDifference? difference))
        {
            difference = _versions.Find(apiVersion) is ResourceDefinition other
                ? FieldWalk.Compare(other.Schema, _versions.ConvertTo(other, _before), _versions.ConvertTo(other, _after))
                : null;
            _byVersion[apiVersion] = difference;
        }

        return difference;
    }
}
