using System.Collections;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Completion;

/// <summary>Completes names of clusters that ask to join; of clusters that are not accepted where none asks.</summary>
public sealed class RegistrationRequestCompleter : NameCompleter
{
    private const string ClusterLabel = "open-cluster-management.io/cluster-name";

    // Add-ons of a cluster ask for certificates of their own.
    private const string OwnRequests = ClusterLabel + ",!open-cluster-management.io/addon-name";

    private protected override async Task<List<(string Text, string ToolTip)>> FindAsync(HubConnection hub, IDictionary bound, CancellationToken cancellationToken)
    {
        try
        {
            List<(string, string)> asking = await AskingAsync(hub, cancellationToken).ConfigureAwait(false);
            if (asking.Count > 0)
            {
                return asking;
            }
        }
        catch (HubException)
        {
            // Not everybody who may accept clusters may read certificate requests.
        }

        var found = new List<(string, string)>();
        await foreach (Cluster cluster in Kinds.Clusters.On(hub).ListAsync(null, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (!cluster.Accepted)
            {
                found.Add((cluster.Name, $"{cluster.Name}: not accepted"));
            }
        }

        return found;
    }

    private static async Task<List<(string, string)>> AskingAsync(HubConnection hub, CancellationToken cancellationToken)
    {
        var found = new List<(string, string)>();
        await foreach (ListedObject request in ListedObject.ListAsync(hub, ResourcePath.CertificateSigningRequests, OwnRequests, cancellationToken).ConfigureAwait(false))
        {
            // One that was approved or denied, or has failed, is decided.
            if (request.Value.At("status", "conditions") is not JsonArray { Count: > 0 } && request.Value.TextAt("metadata", "labels", ClusterLabel) is { Length: > 0 } cluster)
            {
                found.Add((cluster, $"{cluster}: asked for by {request.Value.TextAt("spec", "username")}"));
            }
        }

        return found;
    }
}
