using System.ComponentModel;
using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Hub.Works.Delivery;
using HubCluster = OcmPowerShell.Hub.Model.Cluster;

namespace OcmPowerShell.Commands;

/// <summary>A cmdlet that brings a work of one name to clusters: named ones, those of a placement, or those of a cluster set.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class WorkTargetCmdlet : WorkContentCmdlet
{
    private readonly List<WorkDestination> _pending = [];
    private WaitList<Work>? _waits;

    /// <summary>The work's name, the same in every cluster.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [AllowNull]
    [AllowEmptyString]
    public string Name { get; set; } = "";

    /// <summary>The clusters, by name or as objects.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public ClusterReference[]? Cluster { get; set; }

    /// <summary>Placements, as namespace/name or as objects: the clusters that they have selected. The works are labelled as theirs.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(PlacementCompleter))]
    public PlacementReference[]? Placement { get; set; }

    /// <summary>Cluster sets, by name or as objects: the clusters in them. The works are labelled as theirs.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClusterSetCompleter))]
    public ClusterSetReference[]? ClusterSet { get; set; }

    /// <summary>Clusters, placements or cluster sets from the pipeline; a text is the name of a cluster.</summary>
    [Parameter(ParameterSetName = ByPath, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = ByLiteralPath, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = ByUri, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public WorkTarget[]? Target { get; set; }

    /// <summary>Fits the manifests to each cluster: <c>{ param($Manifest, $Cluster) … }</c>, once for each manifest and cluster.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Transform { get; set; }

    /// <summary>Spreads manifests that are too large for one work over several, which are kept together.</summary>
    [Parameter]
    public SwitchParameter Split { get; set; }

    /// <summary>What to wait for: Ready, Available or Applied.</summary>
    [Parameter]
    [ValidateSet("Ready", "Available", "Applied")]
    public string WaitFor { get; set; } = "Ready";

    /// <summary>The works to wait for, where that is asked for.</summary>
    private protected WaitList<Work> Waits => _waits ??= new WaitList<Work>(Kinds.Works, Enum.Parse<WorkGoal>(WaitFor).ToWaitGoal(), Timeout);

    private protected override string Changes => "works";

    private protected override long ManifestLimit => Split || Transform is not null ? long.MaxValue : ManifestSize.Limit;

    /// <summary>Whether all records of the pipeline are delivered to together, at its end.</summary>
    private protected virtual bool DeliversAtEnd => ManifestsArePiped;

    /// <summary>Whether the command shows what it would do, and does nothing.</summary>
    private protected bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? given)
        ? LanguagePrimitives.IsTrue(given)
        : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    /// <summary>Brings the content to a destination.</summary>
    private protected abstract void Deliver(WorkDestination destination);

    /// <summary>Handles a work that was waited for and got there.</summary>
    private protected abstract void Arrived(Work? work);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            base.BeginProcessing();
            Targets.RefuseEmpty(nameof(Name), true, [Name]);
            Targets.CheckWorkName(Name);
            ReadFiles();
        }
        catch (HubException exception)
        {
            Fail(exception, exception.ErrorId is "InvalidName" or "EmptyTarget" ? Name : ManifestSource);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            if (ManifestsArePiped)
            {
                GatherManifests();
            }

            // The parameters are the same for every manifest that is piped.
            if (!ManifestsArePiped || _pending.Count == 0)
            {
                Gather();
            }

            if (!DeliversAtEnd)
            {
                DeliverPending();
                Bridge.Flush();
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
            if (DeliversAtEnd && (!ManifestsArePiped || HasManifests))
            {
                DeliverPending();
            }
        }
        catch (HubException exception)
        {
            Fail(exception);
        }

        FinishAll(Waits, Arrived);
    }

    /// <summary>What the work of each cluster is to hold.</summary>
    private protected DeliveryContents ContentsFor(WorkDestination destination, DeliveryTarget target)
    {
        if (Transform is null)
        {
            return new DeliveryContents(Content);
        }

        string[] unread = [.. target.Clusters.Where(cluster => ClusterOf(destination, cluster) is null)];
        IReadOnlyDictionary<string, HubCluster> read = unread.Length == 0 ? new Dictionary<string, HubCluster>() : Await(token => ClusterReadings.ReadAsync(destination.Hub, unread, token));
        return new DeliveryContents(
            Content,
            new ManifestTransform(this, Transform),
            Split ? long.MaxValue : ManifestSize.Limit,
            target.Clusters,
            cluster => ClusterOf(destination, cluster) ?? read.GetValueOrDefault(cluster));
    }

    // One that was piped as it was read need not be read again.
    private static HubCluster? ClusterOf(WorkDestination destination, string cluster) =>
        destination.SourceOf(cluster) is { } source ? PSObject.AsPSObject(source).BaseObject as HubCluster : null;

    private bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    // All are looked at before the first is delivered to: a list that is refused has changed nothing.
    private void Gather()
    {
        string[] given = [.. new[] { nameof(Cluster), nameof(Placement), nameof(ClusterSet), nameof(Target) }.Where(IsGiven)];
        if (given.Length != 1)
        {
            throw given.Length == 0
                ? new HubException("EmptyTarget", $"Where is the work '{Name}' to go? Name it with -Cluster, -Placement or -ClusterSet, or pipe clusters, placements or cluster sets to {MyInvocation.MyCommand.Name}.")
                : new HubException("InvalidArgument", $"-{string.Join(" and -", given)} cannot be used together (what is piped is -Target): a work has one owner. Run the command once for each.");
        }

        IReadOnlyList<ObjectReference?>? references = given[0] switch
        {
            nameof(Cluster) => Cluster,
            nameof(Placement) => Placement,
            nameof(ClusterSet) => ClusterSet,
            _ => Target is null ? null : Array.ConvertAll(Target, target => target?.Reference),
        };
        Targets.RefuseEmpty(given[0], true, references);
        foreach ((HubConnection hub, ObjectReference reference) in references!.Select(reference => (HubOf(reference!), reference!)).ToList())
        {
            Add(hub, reference);
        }
    }

    private void Add(HubConnection hub, ObjectReference reference)
    {
        if (reference is not ClusterReference)
        {
            var owned = new WorkDestination(hub, reference);
            if (!_pending.Exists(owned.IsSame))
            {
                _pending.Add(owned);
            }

            return;
        }

        WorkDestination? clusters = _pending.Find(destination => destination.IsNamed && destination.Hub == hub);
        if (clusters is null)
        {
            _pending.Add(clusters = new WorkDestination(hub));
        }

        clusters.Add(reference);
    }

    private void DeliverPending()
    {
        WorkDestination[] destinations = [.. _pending];
        _pending.Clear();
        foreach (WorkDestination destination in destinations)
        {
            Deliver(destination);
        }
    }

    // No pattern, so that it cannot surprise.
    private HubConnection HubOf(ObjectReference reference)
    {
        if (Targets.IsPattern(reference.ToString()))
        {
            string noun = reference switch
            {
                ClusterReference => "Cluster",
                PlacementReference => "Placement",
                _ => "ClusterSet",
            };
            string cmdlet = MyInvocation.MyCommand.Name;
            throw new HubException("WildcardNotSupported", $"-{noun} of {cmdlet} takes no wildcards, so '{reference}' cannot surprise. Write: Get-Ocm{noun} '{reference}' | {cmdlet} {Name} …");
        }

        return HubFor(reference.Hub, reference.ToString(), reference.Source);
    }
}
