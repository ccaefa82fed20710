using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Registration;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Commands;

/// <summary>Lists the requests with which clusters ask to join, and tells whether they would be approved.</summary>
[Cmdlet(VerbsCommon.Get, "OcmRegistrationRequest")]
[OutputType(typeof(RegistrationRequest))]
public sealed class GetOcmRegistrationRequestCommand : MultiHubCmdlet
{
    private readonly Dictionary<HubConnection, List<ClusterReference>> _asked = [];
    private bool _asksForAll;

    /// <summary>Clusters, by name or as objects; wildcards may be used. All when it is left out.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [Alias("Name")]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(RegistrationRequestCompleter))]
    public ClusterReference[]? Cluster { get; set; }

    /// <summary>Only requests in one of these states, in place of the pending ones.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public RegistrationRequestStatus[]? Status { get; set; }

    /// <summary>Requests in every state, not only the pending ones.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>Also returns each object's whole JSON.</summary>
    [Parameter]
    public SwitchParameter IncludeJson { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            if (!MyInvocation.BoundParameters.ContainsKey(nameof(Cluster)))
            {
                _asksForAll = true;
                return;
            }

            Targets.RefuseEmpty(nameof(Cluster), true, Cluster);
            foreach (ClusterReference cluster in Cluster!)
            {
                foreach (HubConnection hub in HubsFor(cluster.Hub, cluster.Name, cluster.Source))
                {
                    if (!_asked.TryGetValue(hub, out List<ClusterReference>? clusters))
                    {
                        _asked[hub] = clusters = [];
                    }

                    clusters.Add(cluster);
                }
            }
        }
        catch (HubException exception)
        {
            Fail(exception);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            foreach ((HubConnection hub, List<ClusterReference>? clusters) in _asksForAll ? Hubs.Select(hub => (hub, (List<ClusterReference>?)null)) : _asked.Select(pair => (pair.Key, (List<ClusterReference>?)pair.Value)))
            {
                Find(hub, clusters);
            }

            WriteHubWarnings();
        }
        catch (HubException exception)
        {
            Fail(exception);
        }
    }

    private void Find(HubConnection hub, List<ClusterReference>? clusters)
    {
        Func<string, bool> matches = Targets.Matcher(clusters?.ConvertAll(cluster => cluster.Name));
        List<RegistrationRequest> found = [];
        var options = new ListOptions { LabelSelector = ClusterAdmission.SelectorOf(clusters is [{ Name: var only }] && IsLabelValue(only) ? only : null) };
        ForEach(token => Kinds.RegistrationRequests.On(hub).ListAsync(null, options, IncludeJson, token), request =>
        {
            if (matches(request.Cluster))
            {
                found.Add(request);
            }
        });

        // Whether one is approved depends on what else is asked for the same cluster.
        foreach (IGrouping<string, RegistrationRequest> ofCluster in found.GroupBy(request => request.Cluster))
        {
            RegistrationCheck.Judge([.. ofCluster]);
        }

        WriteObject(found.Where(IsWanted), enumerateCollection: true);
        foreach (ClusterReference cluster in clusters ?? [])
        {
            if (!Targets.IsPattern(cluster.Name) && !found.Exists(request => request.Cluster == cluster.Name))
            {
                EnsureKnown(hub, cluster);
            }
        }
    }

    private bool IsWanted(RegistrationRequest request) =>
        Status is not null ? Status.Contains(request.Status) : All || request.Status == RegistrationRequestStatus.Pending;

    // A cluster that asks for nothing and one that does not exist look the same in a list.
    private void EnsureKnown(HubConnection hub, ClusterReference cluster)
    {
        try
        {
            if (Await(token => Kinds.Clusters.On(hub).GetAsync(cluster.Key, cancellationToken: token)) is null)
            {
                Report(new HubException("NotFound", $"The hub {hub} has no managed cluster '{cluster.Name}', and no request of it. Has its agent been installed?"), cluster.Source);
            }
        }
        catch (HubException exception) when (exception.ErrorId != "Forbidden")
        {
            Report(exception, cluster.Source);
        }
        catch (HubException exception)
        {
            WriteVerbose($"Whether the hub has a managed cluster '{cluster.Name}' is not known: {exception.Message}");
        }
    }

    private static bool IsLabelValue(string name) =>
        name.Length <= 63 && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '.');
}
