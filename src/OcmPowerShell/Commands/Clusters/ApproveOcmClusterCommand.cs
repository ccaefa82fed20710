using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Registration;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Commands;

/// <summary>Lets clusters in: approves their requests for a certificate and accepts them.</summary>
[Cmdlet(VerbsLifecycle.Approve, "OcmCluster", DefaultParameterSetName = ByCluster, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Cluster))]
public sealed class ApproveOcmClusterCommand : WaitingChangeCmdlet
{
    private const string ByCluster = "Cluster";
    private const string ByRequest = "Request";
    private const string WaitAdvice = "Look at the agent on the cluster, which has to take it from here, or wait longer with -TimeoutSec.";

    private readonly List<(HubConnection Hub, string Pattern)> _patterns = [];
    private readonly Dictionary<HubConnection, Dictionary<string, (ClusterTarget Target, AdmissionDecision Decision)>> _late = [];
    private readonly List<(ClusterTarget Target, Cluster Cluster)> _admitted = [];
    private ClusterTargets? _targets;

    /// <summary>Clusters, by name or as objects; wildcards only together with -Requester.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByCluster, ValueFromPipeline = true)]
    [SupportsWildcards]
    [Alias("Name")]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(RegistrationRequestCompleter))]
    public ClusterReference[]? Cluster { get; set; }

    /// <summary>Requests from Get-OcmRegistrationRequest. Only these very requests are approved.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByRequest, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public RegistrationRequestReference[]? Request { get; set; }

    /// <summary>Approves only requests of these, by user name or by the common name asked for; they need not be bootstrap users.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? Requester { get; set; }

    /// <summary>Approves requests without a look at them.</summary>
    [Parameter]
    public SwitchParameter SkipApproveCheck { get; set; }

    /// <summary>Returns the clusters.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override string Changes => "clusters";

    private AdmissionPolicy Policy => new() { Requesters = Requester, SkipsCheck = SkipApproveCheck };

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            Targets.RefuseEmpty(nameof(Requester), MyInvocation.BoundParameters.ContainsKey(nameof(Requester)), Requester);
            if (ParameterSetName == ByCluster)
            {
                AddClusters();
            }

            foreach ((RegistrationRequestReference request, HubConnection hub) in (Request ?? []).Select(request => (request, HubFor(request.Hub, request.Name, request.Source))).ToList())
            {
                Take(new ClusterTarget(hub, request.Cluster, "", request.Source), request);
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
        ResolvePatterns();

        // What is missing is waited for when all that can be done at once has been done.
        KeepUp(Bridge, 0);
        Bridge.Flush();
        foreach ((HubConnection hub, Dictionary<string, (ClusterTarget, AdmissionDecision)> missing) in _late)
        {
            Bridge.Run(token => AwaitRequestsAsync(hub, missing, token));
        }

        FinishWithProgress(Bridge, Progress);
        var waits = new WaitList<Cluster>(Kinds.Clusters, ClusterGoal.Joined.ToWaitGoal() with { MayCome = false, Advice = WaitAdvice }, Timeout);
        foreach ((ClusterTarget target, Cluster cluster) in _admitted)
        {
            waits.Add(target.Hub, cluster, target.Source);
        }

        WaitForAll(waits, Return);
        WriteHubWarnings();
    }

    private void AddClusters()
    {
        _targets ??= new ClusterTargets(cluster => HubFor(cluster.Hub, cluster.Name, cluster.Source), ForEach, target => Take(target, null), Report);
        Targets.RefuseEmpty(nameof(Cluster), true, Cluster);
        ILookup<bool, ClusterReference> byPattern = Cluster!.ToLookup(cluster => Targets.IsPattern(cluster.Name));
        if (byPattern[true].Any() && Requester is null)
        {
            throw new HubException(
                "InvalidArgument", $"'{byPattern[true].First().Name}' would let in whoever asks for such a name. Say with -Requester whose requests are meant, or look at them first: Get-OcmRegistrationRequest '{byPattern[true].First().Name}' | Approve-OcmCluster");
        }

        _patterns.AddRange(byPattern[true].Select(cluster => (HubFor(cluster.Hub, cluster.Name, cluster.Source), cluster.Name)));
        if (byPattern[false].Any())
        {
            _targets.Add(nameof(Cluster), [.. byPattern[false]]);
        }
    }

    // A pattern is about those that ask, and of these about the requesters that are named: one list finds them.
    private void ResolvePatterns()
    {
        foreach (IGrouping<HubConnection, string> ofHub in _patterns.GroupBy(pair => pair.Hub, pair => pair.Pattern))
        {
            Func<string, bool> matches = Targets.Matcher([.. ofHub]);
            var asking = new HashSet<string>();
            try
            {
                var options = new ListOptions { LabelSelector = ClusterAdmission.SelectorOf(null) };
                ForEach(token => Kinds.RegistrationRequests.On(ofHub.Key).ListAsync(null, options, cancellationToken: token), request =>
                {
                    bool lost = request.Status is RegistrationRequestStatus.Denied or RegistrationRequestStatus.Failed;
                    if (!lost && matches(request.Cluster) && (Requester!.Contains(request.Requester) || Requester!.Contains(request.CommonName)))
                    {
                        asking.Add(request.Cluster);
                    }
                });
                foreach (string name in asking)
                {
                    _targets!.Take(ofHub.Key, name);
                }
            }
            catch (HubException exception)
            {
                Report(exception, string.Join(", ", ofHub));
            }
        }
    }

    private void Take(ClusterTarget target, RegistrationRequestReference? only)
    {
        Send(target.Source, token => DecideAsync(target, only, token), decision => Consider(target, decision, mayCome: only is null));
        KeepUp();
    }

    private async Task<AdmissionDecision> DecideAsync(ClusterTarget target, RegistrationRequestReference? only, CancellationToken cancellationToken)
    {
        var admission = new ClusterAdmission(target.Hub);
        Cluster? cluster = await admission.FindAsync(target.Name, target.Uid, cancellationToken).ConfigureAwait(false);
        IReadOnlyCollection<RegistrationRequest> requests = only is not null ? [await admission.RequestAsync(only.Name, only.Uid, only.Cluster, cancellationToken).ConfigureAwait(false)]
            : cluster is null ? []
            : await admission.RequestsOfAsync(target.Name, cancellationToken).ConfigureAwait(false);
        return AdmissionDecision.Of(target.Hub, target.Name, cluster, requests, Policy, Wait && only is null);
    }

    private void Consider(ClusterTarget target, AdmissionDecision decision, bool mayCome)
    {
        foreach (string warning in decision.Warnings)
        {
            WriteWarning(warning);
        }

        if (decision.Refusal is { } refusal)
        {
            Report(refusal, target.Source);
        }
        else if (decision.Missing is { } missing && !(Wait && mayCome))
        {
            Report(missing, target.Source);
        }
        else if (decision.Missing is not null)
        {
            if (Confirm(target.ToString(), "Approve the request that it waits for, and accept it"))
            {
                _late.TryAdd(target.Hub, []);
                _late[target.Hub][target.Name] = (target, decision);
            }
        }
        else if (decision.IsDone)
        {
            Done(target, decision.Cluster!, "let in already");
        }
        else if (Confirm(target.ToString(), Describe(decision)))
        {
            Send(target.Source, token => new ClusterAdmission(target.Hub).AdmitAsync(decision, DryRun, token), cluster => Done(target, cluster, "let in"));
        }
    }

    private static string Describe(AdmissionDecision decision)
    {
        string requests = string.Join(", ", decision.Requests.Select(request => $"'{request.RequestName}' of '{request.Requester}'"));
        return requests.Length == 0 ? "Accept" : decision.Accepts ? $"Approve the request {requests} and accept" : $"Approve the request {requests}";
    }

    // Sent from here and not as work of its own: the one slot may be this one's.
    private async Task AwaitRequestsAsync(HubConnection hub, Dictionary<string, (ClusterTarget Target, AdmissionDecision Decision)> missing, CancellationToken cancellationToken)
    {
        try
        {
            Dictionary<string, AdmissionDecision> decisions = missing.ToDictionary(pair => pair.Key, pair => pair.Value.Decision);
            await foreach ((string name, AdmissionDecision decision) in new RegistrationWatch(hub).WaitAsync(decisions, Policy, Timeout, cancellationToken).ConfigureAwait(false))
            {
                await AdmitLateAsync(missing[name].Target, decision, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (HubException exception)
        {
            await Bridge.PostAsync(() => Report(exception, hub)).ConfigureAwait(false);
        }
    }

    private async Task AdmitLateAsync(ClusterTarget target, AdmissionDecision decision, CancellationToken cancellationToken)
    {
        try
        {
            if (decision.Refusal is { } refusal)
            {
                throw refusal;
            }

            if (decision.Missing is { } missing)
            {
                throw new HubException("WaitTimeout", $"The cluster was not let in within {TimeoutSec} s. Its last state: {missing.Message}") { Advice = "Wait longer with -TimeoutSec, or run the command again when the cluster has come." };
            }

            Cluster cluster = await new ClusterAdmission(target.Hub).AdmitAsync(decision, false, cancellationToken).ConfigureAwait(false);
            await Bridge.PostAsync(() =>
            {
                foreach (string warning in decision.Warnings)
                {
                    WriteWarning(warning);
                }

                Done(target, cluster, "let in");
            }).ConfigureAwait(false);
        }
        catch (HubException exception)
        {
            await Bridge.PostAsync(() => Report(exception, target.Source)).ConfigureAwait(false);
        }
    }

    private ProgressRecord Progress()
    {
        int late = _late.Values.Sum(missing => missing.Count);
        return new ProgressRecord(0x0C32, "Letting clusters in", late == 0 ? $"{_admitted.Count} let in" : $"{_admitted.Count} let in; {late} had not asked yet");
    }

    private void Done(ClusterTarget target, Cluster cluster, string what)
    {
        WriteVerbose($"Managed {target}: {what}{(DryRun ? " (server dry run)" : "")}.");
        _admitted.Add((target, cluster));
        if (!Wait)
        {
            Return(cluster);
        }
    }

    private void Return(Cluster? cluster)
    {
        if (PassThru)
        {
            WriteObject(cluster);
        }
    }
}
