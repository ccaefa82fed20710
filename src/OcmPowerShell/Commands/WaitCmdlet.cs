using System.ComponentModel;
using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Waiting;

namespace OcmPowerShell.Commands;

/// <summary>A cmdlet that waits for objects, all at once, by watching them, and passes each on when it is as waited for.</summary>
/// <typeparam name="T">The objects' type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class WaitCmdlet<T> : SingleHubCmdlet
    where T : HubObject
{
    private const int WatchesAtOnce = 16;

    private readonly List<(HubConnection Hub, NamePattern Pattern, object Source)> _patterns = [];
    private WaitList<T>? _waits;

    /// <summary>How long to wait for all of them together, in seconds; 0 looks once.</summary>
    [Parameter]
    [ValidateRange(0, LongestWait)]
    [Alias("Timeout")]
    public int TimeoutSec { get; set; } = 300;

    private protected abstract ResourceKind<T> Kind { get; }

    private protected abstract WaitGoal<T> Goal { get; }

    /// <summary>Whether an object that got there is passed on.</summary>
    private bool PassesOn => !Goal.IsGone;

    private WaitList<T> Waits => _waits ??= new WaitList<T>(Kind, Goal, TimeSpan.FromSeconds(TimeoutSec));

    /// <summary>Adds what a record names; a name with wildcards stands for what it matches when the wait begins.</summary>
    /// <param name="parameter">The parameter's name.</param>
    /// <param name="references">Its value.</param>
    private protected void Add(string parameter, IReadOnlyCollection<ObjectReference>? references)
    {
        try
        {
            Targets.RefuseEmpty(parameter, true, references);
            foreach (ObjectReference reference in references ?? [])
            {
                HubConnection hub = HubFor(reference.Hub, reference.ToString(), reference.Source);
                string? @namespace = Kind.IsNamespaced ? reference.Key.Namespace : null;
                if (Targets.IsPattern(reference.ToString()))
                {
                    _patterns.Add((hub, new NamePattern(@namespace, reference.Name, reference.ToString()), reference.Source));
                }
                else
                {
                    Waits.Add(hub, new WaitTarget<T>(reference.Key, reference.Uid), reference.Source);
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
            foreach (var byHub in _patterns.GroupBy(entry => (entry.Hub, entry.Pattern.OnlyNamespace)))
            {
                Resolve(byHub.Key.Hub, byHub.Key.OnlyNamespace, [.. byHub.Select(entry => entry.Pattern)]);
            }

            if (!Waits.IsEmpty)
            {
                using PipelineBridge watching = NewBridge(WatchesAtOnce);
                Waits.Start(watching, Reached, WriteWarning, Report);
                FinishWithProgress(watching, Waits.Progress);
            }

            WriteHubWarnings();
        }
        catch (HubException exception)
        {
            Fail(exception);
        }
    }

    private void Resolve(HubConnection hub, string? @namespace, IReadOnlyList<NamePattern> patterns)
    {
        HashSet<NamePattern> missing = [.. patterns];
        ForEach(token => Kind.On(hub).ListAsync(@namespace, cancellationToken: token), value =>
        {
            if (patterns.Any(pattern => pattern.Matches(value.Key)))
            {
                missing.RemoveWhere(pattern => pattern.Matches(value.Key));
                Waits.Add(hub, value, value);
            }
        });
        foreach (NamePattern pattern in missing)
        {
            WriteWarning($"No {Kind.Noun} on hub {hub} matches '{pattern.Text}' now, so nothing is waited for by that name.");
        }
    }

    private void Reached(T? value)
    {
        if (PassesOn && value is not null)
        {
            WriteObject(value);
        }
    }
}
