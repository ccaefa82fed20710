using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;

namespace OcmPowerShell.Commands;

/// <summary>
/// The cluster sets that a Get- cmdlet is asked about, as an argument or through the pipeline, by hub. A pipeline that holds
/// none asks about none, and not about all.
/// </summary>
/// <param name="invocation">The command as it was called; this is made in its BeginProcessing.</param>
/// <param name="parameter">The parameter's name.</param>
/// <param name="hubsOf">The hubs that a reference means; ends the command when there are none.</param>
internal sealed class PipedSets(InvocationInfo invocation, string parameter, Func<ClusterSetReference, IReadOnlyList<HubConnection>> hubsOf)
{
    private readonly Dictionary<HubConnection, List<ClusterSetReference>> _sets = [];

    // Before the first record only the command line has been bound.
    private readonly bool _isArgument = invocation.BoundParameters.ContainsKey(parameter);

    /// <summary>Whether any set is asked about.</summary>
    public bool IsGiven => _isArgument || invocation.ExpectingInput;

    /// <summary>Takes the argument or a record of the pipeline.</summary>
    /// <param name="sets">The parameter's value.</param>
    /// <param name="isNameless">Whether the cmdlet lists other things than sets, so that a text in the pipeline may mean another name.</param>
    /// <exception cref="HubException"><c>EmptyTarget</c>; <c>InvalidArgument</c>: a text came down the pipeline.</exception>
    public void Add(IReadOnlyList<ClusterSetReference>? sets, bool isNameless)
    {
        if (!IsGiven)
        {
            return;
        }

        Targets.RefuseEmpty(parameter, true, sets);
        foreach (ClusterSetReference set in sets!)
        {
            if (isNameless && !_isArgument && PSObject.AsPSObject(set.Source).BaseObject is string)
            {
                throw new HubException("InvalidArgument", $"'{set.Name}' came through the pipeline as text, which could be the name of a cluster or of a set. Pipe objects of Get-OcmClusterSet, or write {invocation.MyCommand.Name} -Name or -{parameter}.");
            }

            foreach (HubConnection hub in hubsOf(set))
            {
                if (!_sets.TryGetValue(hub, out List<ClusterSetReference>? known))
                {
                    _sets[hub] = known = [];
                }

                known.Add(set);
            }
        }
    }

    /// <summary>The hubs to ask.</summary>
    /// <param name="all">Those of the command, for when no set is given.</param>
    public IReadOnlyCollection<HubConnection> HubsToAsk(IReadOnlyList<HubConnection> all) => IsGiven ? _sets.Keys : all;

    /// <summary>The sets that a hub is asked about.</summary>
    public IReadOnlyList<ClusterSetReference> On(HubConnection hub) => _sets.GetValueOrDefault(hub, []);
}
