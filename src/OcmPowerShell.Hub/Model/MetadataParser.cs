using OcmPowerShell.Hub.Model.Wire;

namespace OcmPowerShell.Hub.Model;

/// <summary>Fills what all objects have in common.</summary>
internal static class MetadataParser
{
    public static void Fill(HubObject target, ObjectMeta metadata, List<WireCondition>? conditions, string hub)
    {
        target.Hub = hub;
        target.Uid = metadata.Uid;
        target.Generation = metadata.Generation;
        target.ResourceVersion = metadata.ResourceVersion;
        target.Created = metadata.CreationTimestamp.ToUniversalTime();
        target.Labels = metadata.Labels ?? [];
        target.Annotations = metadata.Annotations ?? [];
        target.Deleting = metadata.DeletionTimestamp is not null;
        target.Conditions = conditions is null ? [] : conditions.ConvertAll(condition => condition.ToModel());
    }
}
