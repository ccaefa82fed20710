namespace OcmPowerShell.Hub.Rollouts;

/// <summary>Names decision groups that come first: all of a name, or the one at an index.</summary>
/// <param name="Name"><c>groupName</c>; empty to go by the index.</param>
/// <param name="Index"><c>groupIndex</c>; not read where there is a name.</param>
internal sealed record MandatoryDecisionGroup(string Name, int Index)
{
    /// <summary>Whether a group is one of those.</summary>
    public bool Names(RolloutGroup group) => Name.Length > 0 ? group.Name == Name : group.Index == Index;
}
