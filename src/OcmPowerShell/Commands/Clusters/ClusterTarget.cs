using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Commands;

/// <summary>A cluster that a command is about.</summary>
/// <param name="Hub">Its hub.</param>
/// <param name="Name">Its name.</param>
/// <param name="Uid">Only this very cluster; empty for whichever has the name.</param>
/// <param name="Source">What the user passed for it; for one that a pattern matches, its name.</param>
internal sealed record ClusterTarget(HubConnection Hub, string Name, string Uid, object Source)
{
    /// <summary>What names it on its hub.</summary>
    public ObjectKey Key => new("", Name);

    /// <inheritdoc/>
    public override string ToString() => $"cluster '{Name}' on hub {Hub}";
}
