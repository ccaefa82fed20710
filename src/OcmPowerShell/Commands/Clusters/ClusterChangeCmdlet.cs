using System.ComponentModel;
using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Commands;

/// <summary>A cmdlet that changes managed clusters that exist, each by itself: one that fails does not stop the others.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ClusterChangeCmdlet : ClusterTargetCmdlet
{
    /// <summary>Clusters, by name or as objects; wildcards may be used. Of objects only these very clusters are changed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [Alias("Name")]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public ClusterReference[]? Cluster { get; set; }

    /// <summary>Returns the clusters.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override IReadOnlyList<ObjectReference>? Clusters => Cluster;

    /// <summary>What is done to each, for -WhatIf and -Confirm, as in <c>Add taint gpu:NoSelect</c>.</summary>
    private protected abstract string Action { get; }

    /// <summary>Looks at the arguments once, before anything is sent.</summary>
    /// <exception cref="HubException">They cannot be meant so.</exception>
    private protected virtual void Check()
    {
    }

    /// <summary>Looks at a cluster before anything is said of it or sent to it.</summary>
    /// <exception cref="HubException">It ends the command: what it says of this cluster holds for all of its hub.</exception>
    private protected virtual void Prepare(ClusterTarget target)
    {
    }

    /// <summary>Changes one cluster. Any thread.</summary>
    private protected abstract Task<(Cluster Cluster, ChangeAction Action)> ChangeAsync(ClusterTarget target, CancellationToken cancellationToken);

    /// <summary>Tells what became of a cluster.</summary>
    private protected virtual void Tell(ClusterTarget target, Cluster cluster, ChangeAction action)
    {
        WriteVerbose($"Managed {target}: {action}{(DryRun ? " (server dry run)" : "")}.");
        if (PassThru)
        {
            WriteObject(cluster);
        }
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            Check();
        }
        catch (HubException exception)
        {
            Fail(exception);
        }
    }

    private protected override void Take(ClusterTarget target)
    {
        Prepare(target);
        if (Confirm(target.ToString(), Action))
        {
            Send(target.Source, token => ChangeAsync(target, token), changed => Tell(target, changed.Cluster, changed.Action));
        }

        KeepUp();
    }
}
