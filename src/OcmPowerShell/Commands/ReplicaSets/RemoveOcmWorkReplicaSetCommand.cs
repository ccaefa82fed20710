using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.ReplicaSets;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Commands;

/// <summary>Deletes replica sets; the hub's controller then deletes their works, and the agents take the resources off the clusters.</summary>
[Cmdlet(VerbsCommon.Remove, "OcmWorkReplicaSet", DefaultParameterSetName = ByName, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
public sealed class RemoveOcmWorkReplicaSetCommand : WaitingChangeCmdlet
{
    private const string ByName = "Name";
    private const string ByReplicaSet = "ReplicaSet";

    private readonly HashSet<(string Hub, string Uid)> _taken = [];
    private WaitList<WorkReplicaSet>? _waits;
    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>Names of replica sets, as in <c>web</c> or <c>prod/web</c>; wildcards may be used where the namespace is named.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByName)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(WorkReplicaSetCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The namespace of replica sets that are named without one; <c>default</c> when not given.</summary>
    [Parameter(ParameterSetName = ByName)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string? Namespace { get; set; }

    /// <summary>Replica sets from Get-OcmWorkReplicaSet, which only then are deleted when they are still the same, or texts such as <c>prod/web</c>.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByReplicaSet, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(WorkReplicaSetCompleter))]
    public WorkReplicaSetReference[]? ReplicaSet { get; set; }

    /// <summary>Also takes the finalizer off that the hub's controller would take off: for a hub on which it does not run. The works stay.</summary>
    [Parameter]
    public SwitchParameter RemoveFinalizer { get; set; }

    private protected override string Changes => "replica sets";

    private WaitList<WorkReplicaSet> Waits => _waits ??= new WaitList<WorkReplicaSet>(Kinds.ReplicaSets, ReplicaSetGoal.Deleted.ToWaitGoal(), Timeout);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (RemoveFinalizer && DryRun)
        {
            Fail(new HubException("InvalidArgument", "-RemoveFinalizer cannot be used with -DryRun: the finalizer is taken off after the deletion, which a dry run does not make. -WhatIf tells what would go."));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            if (ParameterSetName == ByName)
            {
                Targets.RefuseEmpty(nameof(Name), true, Name);
                Targets.RefuseEmpty(nameof(Namespace), MyInvocation.BoundParameters.ContainsKey(nameof(Namespace)), [Namespace]);
                foreach ((string name, ObjectKey key) in Array.ConvertAll(Name!, name => (name, Meant(name))))
                {
                    Find(HubFor(null, name, name), key, "", name);
                }
            }
            else
            {
                Targets.RefuseEmpty(nameof(ReplicaSet), true, ReplicaSet);
                foreach (WorkReplicaSetReference set in ReplicaSet!)
                {
                    Find(HubFor(set.Hub, set.ToString(), set.Source), Meant(set), set.Uid, set.Source);
                }
            }

            Bridge.Flush();
        }
        catch (HubException exception)
        {
            Fail(exception);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => FinishAll(Waits, _ => { });

    private ObjectKey Meant(string name)
    {
        (string? @namespace, string rest) = PlacementNames.Split(name, Namespace);
        return Targets.IsPattern(name) && (@namespace is null || Targets.IsPattern(@namespace))
            ? throw new HubException("InvalidArgument", $"'{name}' has wildcards, so its namespace must be named: Remove-OcmWorkReplicaSet '{rest}' -Namespace prod. For several namespaces write: Get-OcmWorkReplicaSet … | Remove-OcmWorkReplicaSet")
            : new ObjectKey(@namespace ?? PlacementReference.DefaultNamespace, rest);
    }

    private static ObjectKey Meant(WorkReplicaSetReference set) => Targets.IsPattern(set.ToString())
        ? throw new HubException("WildcardNotSupported", $"Piped texts are names, not patterns, so '{set}' cannot surprise. Write: Get-OcmWorkReplicaSet '{set}' | Remove-OcmWorkReplicaSet")
        : set.Key;

    private void Find(HubConnection hub, ObjectKey key, string uid, object source) => Bridge.Run(async token =>
    {
        try
        {
            ResourceClient<WorkReplicaSet> sets = Kinds.ReplicaSets.On(hub);
            if (Targets.IsPattern(key.Name))
            {
                Func<string, bool> matches = Targets.Matcher([key.Name]);
                await foreach (WorkReplicaSet found in sets.ListAsync(key.Namespace, cancellationToken: token).ConfigureAwait(false))
                {
                    if (matches(found.Name))
                    {
                        await Bridge.PostAsync(() => Remove(hub, found, source)).ConfigureAwait(false);
                    }
                }

                return;
            }

            WorkReplicaSet set = await sets.GetAsync(key, cancellationToken: token).ConfigureAwait(false) ?? throw Kinds.ReplicaSets.NotFound(hub, key);
            HubException? replaced = uid.Length > 0 && uid != set.Uid ? sets.Replaced(key) : null;
            await Bridge.PostAsync(() =>
            {
                if (replaced is not null)
                {
                    Report(replaced, source);
                    return;
                }

                Remove(hub, set, source);
            }).ConfigureAwait(false);
        }
        catch (HubException exception)
        {
            await Bridge.PostAsync(() => Report(exception, source)).ConfigureAwait(false);
        }
    });

    private void Remove(HubConnection hub, WorkReplicaSet set, object source)
    {
        if (!_taken.Add((hub.Identity, set.Uid)))
        {
            return;
        }

        string target = $"replica set '{set}' on hub {hub}";
        if (!Confirm(target, Describe(set)) || (RemoveFinalizer && !ConfirmFinalizer(target)))
        {
            return;
        }

        if (RemoveFinalizer)
        {
            WriteWarning($"The works that the replica set '{set}' made may stay on hub {hub}, and what they hold on the clusters, where nobody keeps them any more. To delete them: Get-OcmWork -LabelSelector {ReplicaSetBody.SelectorOf(set.Key)} | Remove-OcmWork -IncludeManaged");
        }

        Send(source, token => DeleteAsync(hub, set, token), wasThere =>
        {
            WriteVerbose($"Replica set '{set}' on hub {hub}: removed{(DryRun ? " (server dry run)" : "")}.");
            if (wasThere)
            {
                Waits.Add(hub, set, source);
            }
        });
    }

    private async Task<bool> DeleteAsync(HubConnection hub, WorkReplicaSet set, CancellationToken cancellationToken)
    {
        var writer = new ReplicaSetWriter(hub);
        bool wasThere = await writer.DeleteAsync(set, DryRun, cancellationToken).ConfigureAwait(false);
        if (wasThere && RemoveFinalizer)
        {
            await writer.RemoveFinalizerAsync(set, cancellationToken).ConfigureAwait(false);
        }

        return wasThere;
    }

    private string Describe(WorkReplicaSet set) => RemoveFinalizer
        ? $"Remove without the hub's controller: its {set.Total} works, and what they hold on the clusters, may stay"
        : $"Remove with its {set.Total} works, and what they hold on the clusters";

    // It asks as a cmdlet of high impact does; the removal alone is of medium impact. Who was asked just now, by -Confirm
    // or a low preference, is not asked again.
    private bool ConfirmFinalizer(string target)
    {
        bool given = MyInvocation.BoundParameters.ContainsKey("Confirm");
        return given || GetVariableValue("ConfirmPreference") is not ConfirmImpact.High
            || ShouldContinue($"Take the finalizer off the {target}? Its works may stay, with nobody to keep them.", "Remove finalizers", ref _yesToAll, ref _noToAll);
    }
}
