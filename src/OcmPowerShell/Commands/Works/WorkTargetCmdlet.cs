using System.ComponentModel;
using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Commands;

/// <summary>A cmdlet that brings a work of one name to clusters.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class WorkTargetCmdlet : WorkContentCmdlet
{
    private WaitList<Work>? _waits;

    /// <summary>The work's name, the same in every cluster.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [AllowNull]
    [AllowEmptyString]
    public string Name { get; set; } = "";

    /// <summary>The clusters, by name or as objects.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByPath, ValueFromPipeline = true)]
    [Parameter(Mandatory = true, ParameterSetName = ByLiteralPath, ValueFromPipeline = true)]
    [Parameter(Mandatory = true, ParameterSetName = ByUri, ValueFromPipeline = true)]
    [Parameter(Mandatory = true, ParameterSetName = ByInputObject)]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public ClusterReference[]? Cluster { get; set; }

    /// <summary>What to wait for: Ready, Available or Applied.</summary>
    [Parameter]
    [ValidateSet("Ready", "Available", "Applied")]
    public string WaitFor { get; set; } = "Ready";

    /// <summary>The works to wait for, where that is asked for.</summary>
    private protected WaitList<Work> Waits => _waits ??= new WaitList<Work>(Kinds.Works, Enum.Parse<WorkGoal>(WaitFor).ToWaitGoal(), Timeout);

    private protected override string Changes => "works";

    /// <summary>Brings the content to what a record of the pipeline names; with piped manifests, called once at the end.</summary>
    private protected abstract void Deliver();

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
            Targets.RefuseEmpty(nameof(Cluster), true, Cluster);
            if (ManifestsArePiped)
            {
                GatherManifests();
                return;
            }

            Deliver();
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
            if (ManifestsArePiped && HasManifests)
            {
                Deliver();
            }
        }
        catch (HubException exception)
        {
            Fail(exception);
        }

        FinishAll(Waits, WriteObject);
    }

    /// <summary>The hub of a cluster that is named: no pattern, so that it cannot surprise.</summary>
    /// <exception cref="HubException"><c>WildcardNotSupported</c>.</exception>
    private protected (HubConnection Hub, ClusterReference Cluster) HubOf(ClusterReference cluster) => Targets.IsPattern(cluster.Name)
        ? throw new HubException("WildcardNotSupported", $"-Cluster of {MyInvocation.MyCommand.Name} takes no wildcards, so '{cluster.Name}' cannot surprise. Write: Get-OcmCluster '{cluster.Name}' | {MyInvocation.MyCommand.Name} {Name} …")
        : (HubFor(cluster.Hub, cluster.Name, cluster.Source), cluster);
}
