using System.Collections;
using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Commands;

/// <summary>Delivers manifests to clusters: one work a cluster.</summary>
[Cmdlet(VerbsCommon.New, "OcmWork", DefaultParameterSetName = ByPath, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Work))]
public sealed class NewOcmWorkCommand : WaitingChangeCmdlet
{
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";
    private const string ByInputObject = "InputObject";

    private readonly HashSet<(string Hub, string Cluster)> _sent = [];
    private ManifestInput? _input;
    private WorkContent? _content;
    private WaitList<Work>? _waits;

    /// <summary>The work's name, the same in every cluster.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [AllowNull]
    [AllowEmptyString]
    public string Name { get; set; } = "";

    /// <summary>Manifest files or directories; wildcards may be used.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ByPath)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>Manifest files or directories, taken as they are written.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByLiteralPath)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    /// <summary>Manifests: objects, hashtables, files, or YAML or JSON text, whose lines are put together.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByInputObject, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public PSObject[]? InputObject { get; set; }

    /// <summary>The clusters, by name or as objects.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByPath, ValueFromPipeline = true)]
    [Parameter(Mandatory = true, ParameterSetName = ByLiteralPath, ValueFromPipeline = true)]
    [Parameter(Mandatory = true, ParameterSetName = ByInputObject)]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public ClusterReference[]? Cluster { get; set; }

    /// <summary>Looks for manifests in subdirectories too.</summary>
    [Parameter(ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByLiteralPath)]
    public SwitchParameter Recurse { get; set; }

    /// <summary>Also updates works that exist: their manifests and what this module made for them, nothing else.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Labels of the work itself.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Label { get; set; }

    /// <summary>Annotations of the work itself.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Annotation { get; set; }

    /// <summary>What to wait for: Ready, Available or Applied.</summary>
    [Parameter]
    [ValidateSet("Ready", "Available", "Applied")]
    public string WaitFor { get; set; } = "Ready";

    private protected override string Changes => "works";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            base.BeginProcessing();
            Targets.RefuseEmpty(nameof(Name), true, [Name]);
            Targets.CheckWorkName(Name);
            _waits = new WaitList<Work>(Kinds.Works, Enum.Parse<WorkGoal>(WaitFor).ToWaitGoal(), Timeout);
            _input = new ManifestInput(this, StopToken);
            if (ParameterSetName != ByInputObject)
            {
                _input.AddFiles(Path ?? LiteralPath!, literal: LiteralPath is not null, Recurse);
                _content = Content();
            }
        }
        catch (HubException exception)
        {
            Fail(exception, exception.ErrorId is "InvalidName" or "EmptyTarget" ? Name : (object?)Path ?? LiteralPath);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            Targets.RefuseEmpty(nameof(Cluster), true, Cluster);
            if (ParameterSetName == ByInputObject)
            {
                _input!.AddObjects(InputObject);
                return;
            }

            SendToAll();
            Bridge.Flush();
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
            if (ParameterSetName == ByInputObject && !_input!.IsEmpty)
            {
                _content = Content();
                SendToAll();
            }
        }
        catch (HubException exception)
        {
            Fail(exception);
        }

        FinishAll(_waits!, WriteObject);
    }

    private WorkContent Content() => new()
    {
        Manifests = _input!.Read(),
        Labels = TextMap.From(nameof(Label), Label),
        Annotations = TextMap.From(nameof(Annotation), Annotation),
    };

    private void SendToAll()
    {
        // All are looked at before the first is sent: a list that is refused has changed nothing.
        foreach ((HubConnection hub, ClusterReference cluster) in Array.ConvertAll(Cluster!, Target))
        {
            if (_sent.Add((hub.Identity, cluster.Name)) && Confirm($"work '{Name}' in cluster '{cluster}' on hub {hub}", PlannedAction()))
            {
                Send(cluster.Source, token => SendAsync(hub, cluster, token), sent => Tell(hub, cluster, sent));
            }
        }
    }

    private (HubConnection Hub, ClusterReference Cluster) Target(ClusterReference cluster) => Targets.IsPattern(cluster.Name)
        ? throw new HubException("WildcardNotSupported", $"-Cluster of New-OcmWork takes no wildcards, so '{cluster.Name}' cannot surprise. Write: Get-OcmCluster '{cluster.Name}' | New-OcmWork {Name} …")
        : (HubFor(cluster.Hub, cluster.Name, cluster.Source), cluster);

    private string PlannedAction()
    {
        ManifestSet manifests = _content!.Manifests;
        string verb = Force ? "Create, or update what exists, from" : "Create from";
        return $"{verb} {manifests.Manifests.Count} manifest(s), {manifests.SizeBytes} bytes";
    }

    private async Task<(Work Work, ChangeAction Action)> SendAsync(HubConnection hub, ClusterReference cluster, CancellationToken cancellationToken)
    {
        var works = new WorkClient(hub);
        try
        {
            return Force
                ? await works.CreateOrUpdateAsync(cluster.Name, Name, _content!, DryRun, cancellationToken).ConfigureAwait(false)
                : (await works.CreateAsync(cluster.Name, Name, _content!, DryRun, cancellationToken).ConfigureAwait(false), ChangeAction.Created);
        }
        catch (ApiStatusException refusal)
        {
            throw WorkErrors.Explain(refusal, Name, cluster.Name);
        }
    }

    private void Tell(HubConnection hub, ClusterReference cluster, (Work Work, ChangeAction Action) sent)
    {
        WriteVerbose($"Work '{Name}' in cluster '{cluster}' on hub {hub}: {sent.Action}{(DryRun ? " (server dry run)" : "")}.");
        if (Wait)
        {
            _waits!.Add(hub, sent.Work, cluster.Source);
        }
        else
        {
            WriteObject(sent.Work);
        }
    }
}
