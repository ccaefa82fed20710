using System.ComponentModel;
using System.Management.Automation;
using OcmPowerShell.Hub.Connection;

namespace OcmPowerShell.Binding;

/// <summary>A cmdlet that changes something, on one hub.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class SingleHubCmdlet : HubCmdlet
{
    /// <summary>A connection from Connect-OcmHub to use in place of the connected hub.</summary>
    [Parameter]
    [ValidateNotNull]
    public HubConnection? Hub { get; set; }

    private protected sealed override IReadOnlyList<HubConnection> NamedHubs => Hub is null ? [] : [Hub];

    /// <summary>The hub for a piped object or name.</summary>
    private protected HubConnection HubFor(string? identity, string name, object? target) => HubsFor(identity, name, target)[0];
}
