using System.Collections;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Completion;

/// <summary>Completes names of the hub's namespaces.</summary>
public sealed class NamespaceCompleter : NameCompleter
{
    private protected override async Task<List<(string Text, string ToolTip)>> FindAsync(HubConnection hub, IDictionary bound, CancellationToken cancellationToken)
    {
        var found = new List<(string, string)>();
        await foreach (ListedObject value in ListedObject.ListAsync(hub, ResourcePath.Namespaces, null, cancellationToken).ConfigureAwait(false))
        {
            found.Add((value.Key.Name, value.Key.Name));
        }

        return found;
    }
}
