namespace OcmPowerShell.Hub.Works;

/// <summary>How an agent brings an object to what its manifest says: <c>updateStrategy.type</c>.</summary>
public enum UpdateStrategy
{
    /// <summary>The object becomes what the manifest says; what others changed in it is undone.</summary>
    Update,

    /// <summary>The object is created where it is missing, and left alone where it is there.</summary>
    CreateOnly,

    /// <summary>Only the fields of the manifest are set; a field that another manager owns is a conflict.</summary>
    ServerSideApply,

    /// <summary>Nothing is written: the object is only looked at.</summary>
    ReadOnly,
}
