using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Registration;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Commands;

/// <summary>Turns clusters away: the hub no longer accepts them, and their pending requests are denied.</summary>
[Cmdlet(VerbsLifecycle.Deny, "OcmCluster", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(Cluster))]
public sealed class DenyOcmClusterCommand : ClusterTargetCmdlet
{
    /// <summary>Clusters, by name or as objects; wildcards may be used. Of objects only these very clusters are turned away.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [Alias("Name")]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public ManagedClusterReference[]? Cluster { get; set; }

    /// <summary>Returns the clusters.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override IReadOnlyList<ObjectReference>? Clusters => Cluster;

    private protected override void Take(ClusterTarget target)
    {
        var admission = new ClusterAdmission(target.Hub);
        Send(
            target.Source,
            async token => (await admission.FindAsync(target.Name, target.Uid, token).ConfigureAwait(false), await admission.RequestsOfAsync(target.Name, token).ConfigureAwait(false)),
            found => Consider(target, admission, found.Item1, found.Item2));
        KeepUp();
    }

    private void Consider(ClusterTarget target, ClusterAdmission admission, Cluster? cluster, List<RegistrationRequest> requests)
    {
        RegistrationRequest[] pending = [.. requests.Where(request => request.Status == RegistrationRequestStatus.Pending)];
        if (cluster is null && requests.Count == 0)
        {
            Report(Kinds.Clusters.NotFound(target.Hub, target.Key), target.Source);
            return;
        }

        if (cluster is not { Accepted: true } && pending.Length == 0)
        {
            Tell(target, cluster, "turned away already");
            return;
        }

        string[] parts =
        [
            .. cluster is { Accepted: true } ? ["no longer accept it"] : Array.Empty<string>(),
            .. pending.Length > 0 ? [$"deny {string.Join(", ", pending.Select(request => $"the request '{request.RequestName}' of '{request.Requester}'"))}"] : Array.Empty<string>(),
        ];
        if (Confirm(target.ToString(), $"Deny: {string.Join(", ", parts)}"))
        {
            Send(target.Source, token => admission.DenyAsync(cluster, pending, DryRun, token), denied => Tell(target, denied, "turned away"));
        }
    }

    private void Tell(ClusterTarget target, Cluster? cluster, string what)
    {
        WriteVerbose($"Managed {target}: {what}{(DryRun ? " (server dry run)" : "")}.");
        if (PassThru && cluster is not null)
        {
            WriteObject(cluster);
        }
    }
}
