namespace OcmPowerShell.Sandbox.Store;

/// <summary>The order of lists: by namespace, then by name, both ordinal, as etcd's keys are.</summary>
internal sealed class StoredObjectOrder : IComparer<StoredObject>
{
    public static readonly StoredObjectOrder Instance = new();

    public int Compare(StoredObject? x, StoredObject? y)
    {
        int order = string.CompareOrdinal(x!.Namespace, y!.Namespace);
        return order != 0 ? order : string.CompareOrdinal(x.Name, y.Name);
    }
}
