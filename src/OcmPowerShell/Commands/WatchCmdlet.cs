using System.ComponentModel;
using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Watching;

namespace OcmPowerShell.Commands;

/// <summary>A cmdlet that writes a row for each change of objects, until it is stopped or its time is up.</summary>
/// <typeparam name="TChange">The rows' type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class WatchCmdlet<TChange> : MultiHubCmdlet
    where TChange : ObservedChange
{
    // With more namespaces than that, one watch of all is less for everybody.
    private const int MostNamespaces = 16;

    private readonly Dictionary<HubConnection, HashSet<NamePattern>> _patterns = [];
    private bool _named;

    /// <summary>A label selector in Kubernetes' syntax.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LabelCompleter))]
    public string? LabelSelector { get; set; }

    /// <summary>Also tells what is there when the watch begins.</summary>
    [Parameter]
    public SwitchParameter IncludeExisting { get; set; }

    // The end of its time is no failure of a watch.
    private protected sealed override TimeSpan Limit => TimeSpan.Zero;

    /// <summary>The changes on a hub, until cancelled.</summary>
    private protected abstract IAsyncEnumerable<TChange> ReadAsync(HubConnection hub, WatchScope scope, CancellationToken cancellationToken);

    /// <summary>The label selectors of what is wanted, each of which is watched.</summary>
    private protected virtual IReadOnlyList<string?> Selectors => [LabelSelector];

    /// <summary>Adds what a record names.</summary>
    /// <param name="parameter">The parameter's name.</param>
    /// <param name="references">Its value.</param>
    /// <param name="namespaced">Whether the kind has namespaces.</param>
    private protected void Add(string parameter, IReadOnlyCollection<ObjectReference>? references, bool namespaced)
    {
        try
        {
            Targets.RefuseEmpty(parameter, true, references);
            foreach (ObjectReference reference in references ?? [])
            {
                var pattern = new NamePattern(namespaced ? reference.Key.Namespace : null, reference.Name, reference.ToString());
                foreach (HubConnection hub in HubsFor(reference.Hub, reference.ToString(), reference.Source))
                {
                    Add(hub, pattern);
                }
            }
        }
        catch (HubException exception)
        {
            Fail(exception);
        }
    }

    /// <summary>Adds all objects of a namespace, or of those that match a pattern.</summary>
    private protected void Add(string @namespace)
    {
        foreach (HubConnection hub in Hubs)
        {
            Add(hub, new NamePattern(@namespace, "*", $"{@namespace}/*"));
        }
    }

    /// <summary>Watches what has been added; everything where the command names nothing.</summary>
    /// <param name="namesSome">Whether the command, or its pipeline, was to name something.</param>
    private protected void Watch(bool namesSome)
    {
        IEnumerable<HubConnection> hubs = _named || namesSome ? _patterns.Keys : Hubs;
        var watches = hubs.SelectMany(hub => ScopesOf(_patterns.GetValueOrDefault(hub)).Select(scope => (Hub: hub, Scope: scope))).ToList();
        if (watches.Count == 0)
        {
            return;
        }

        using PipelineBridge bridge = NewBridge(watches.Count);
        foreach ((HubConnection hub, WatchScope scope) in watches)
        {
            bridge.Run(token => WatchAsync(bridge, hub, scope, token));
        }

        Finish(bridge);
        WriteHubWarnings();
    }

    /// <summary>Adds what a pattern matches on a hub.</summary>
    private protected void Add(HubConnection hub, NamePattern pattern)
    {
        _named = true;
        _patterns.TryAdd(hub, []);
        _patterns[hub].Add(pattern);
    }

    private IEnumerable<WatchScope> ScopesOf(IReadOnlyCollection<NamePattern>? patterns)
    {
        if (patterns is null)
        {
            return Scopes(null, null);
        }

        List<IGrouping<string?, NamePattern>> groups = [.. patterns.GroupBy(pattern => pattern.OnlyNamespace)];
        return groups.Count > MostNamespaces || groups.Exists(group => group.Key is null) ? Scopes(null, patterns) : groups.SelectMany(group => Scopes(group.Key, [.. group]));
    }

    private IEnumerable<WatchScope> Scopes(string? @namespace, IReadOnlyCollection<NamePattern>? patterns)
    {
        string[] names = [.. (patterns ?? []).Select(pattern => pattern.Name).Distinct().Take(2)];
        string? name = names.Length == 1 && patterns!.All(pattern => pattern.IsExact) ? names[0] : null;
        return Selectors.Select(selector => new WatchScope(
            @namespace, name, selector, key => patterns is null || patterns.Any(pattern => pattern.Matches(key)), IncludeExisting));
    }

    private async Task WatchAsync(PipelineBridge bridge, HubConnection hub, WatchScope scope, CancellationToken cancellationToken)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (TimeoutSec > 0)
        {
            time.CancelAfter(TimeSpan.FromSeconds(TimeoutSec));
        }

        try
        {
            await foreach (TChange row in ReadAsync(hub, scope, time.Token).ConfigureAwait(false))
            {
                await bridge.PostAsync(() => WriteObject(row)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Its time is up.
        }
        catch (HubException exception)
        {
            await bridge.PostAsync(() => Report(exception, hub)).ConfigureAwait(false);
        }
    }
}
