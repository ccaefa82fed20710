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

    // With more namespaces than that, one list of all is less for everybody.
    private const int MostNamespaces = 16;

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

    /// <summary>Lists what names with wildcards may stand for.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="namespace">A namespace; null for all.</param>
    /// <param name="name">The one name that is wanted; null for any.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    private protected virtual IAsyncEnumerable<T> ListAsync(HubConnection hub, string? @namespace, string? name, CancellationToken cancellationToken) =>
        Kind.On(hub).ListAsync(@namespace, cancellationToken: cancellationToken);

    /// <summary>Tells of a name that stands for nothing now.</summary>
    private protected virtual void NothingMatches(HubConnection hub, NamePattern pattern, object source) =>
        WriteWarning($"No {Kind.Noun} on hub {hub} matches '{pattern.Text}' now, so nothing is waited for by that name.");

    /// <summary>Adds an object that is named whole, which need not be there yet.</summary>
    private protected void Add(HubConnection hub, ObjectKey key, string uid, object source) => Waits.Add(hub, new WaitTarget<T>(key, uid), source);

    /// <summary>Adds what a pattern matches when the wait begins.</summary>
    private protected void Add(HubConnection hub, NamePattern pattern, object source) => _patterns.Add((hub, pattern, source));

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
                    Add(hub, new NamePattern(@namespace, reference.Name, reference.ToString()), reference.Source);
                }
                else
                {
                    Add(hub, reference.Key, reference.Uid, reference.Source);
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
            foreach (var byHub in _patterns.GroupBy(entry => entry.Hub))
            {
                Resolve(byHub.Key, [.. byHub.Select(entry => (entry.Pattern, entry.Source))]);
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

    private void Resolve(HubConnection hub, IReadOnlyCollection<(NamePattern Pattern, object Source)> all)
    {
        bool together = all.Select(entry => entry.Pattern.OnlyNamespace).Distinct().Count() > MostNamespaces;
        foreach (var group in all.GroupBy(entry => together ? null : entry.Pattern.OnlyNamespace))
        {
            Resolve(hub, group.Key, [.. group]);
        }
    }

    private void Resolve(HubConnection hub, string? @namespace, IReadOnlyList<(NamePattern Pattern, object Source)> entries)
    {
        string[] names = [.. entries.Select(entry => entry.Pattern.Name).Distinct().Take(2)];
        string? name = names.Length == 1 && entries[0].Pattern.IsExact ? names[0] : null;
        HashSet<(NamePattern Pattern, object Source)> missing = [.. entries];
        ForEach(token => ListAsync(hub, @namespace, name, token), value =>
        {
            if (entries.Any(entry => entry.Pattern.Matches(value.Key)))
            {
                missing.RemoveWhere(entry => entry.Pattern.Matches(value.Key));
                Waits.Add(hub, value, value);
            }
        });
        foreach ((NamePattern pattern, object source) in missing)
        {
            NothingMatches(hub, pattern, source);
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
