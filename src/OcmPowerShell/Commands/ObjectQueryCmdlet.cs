using System.ComponentModel;
using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Commands;

/// <summary>A cmdlet that lists objects of a kind by name or pattern, as they arrive, from one hub or several.</summary>
/// <typeparam name="T">The objects' type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ObjectQueryCmdlet<T> : MultiHubCmdlet
    where T : HubObject
{
    private HashSet<ObjectKey>? _taken;

    /// <summary>A label selector in Kubernetes' syntax.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LabelCompleter))]
    public string? LabelSelector { get; set; }

    /// <summary>Objects a request; one request for all when not given.</summary>
    [Parameter]
    [ValidateRange(1, 100_000)]
    public int? PageSize { get; set; }

    /// <summary>Also returns each object's whole JSON.</summary>
    [Parameter]
    public SwitchParameter IncludeJson { get; set; }

    private protected abstract ResourceKind<T> Kind { get; }

    /// <summary>What is asked for; null for all. The same for the whole command.</summary>
    /// <exception cref="HubException"><c>EmptyTarget</c>.</exception>
    private protected abstract IReadOnlyList<NamePattern>? Patterns { get; }

    /// <summary>The hubs to ask.</summary>
    private protected virtual IReadOnlyCollection<HubConnection> HubsToAsk => Hubs;

    /// <summary>What is asked for on a hub, where that differs.</summary>
    private protected virtual IReadOnlyList<NamePattern>? PatternsOn(HubConnection hub) => Patterns;

    /// <summary>
    /// The label selectors for a hub: what the user wrote, and what else is to be selected by labels. One that any of them
    /// selects is listed, once. None selects nothing; null leaves the hub out.
    /// </summary>
    private protected virtual IReadOnlyList<string?>? SelectorsOn(HubConnection hub) => [LabelSelector];

    /// <summary>Handles an object that was found.</summary>
    private protected virtual void Take(HubConnection hub, T value) => WriteObject(value);

    /// <summary>All of a hub's objects have been taken.</summary>
    private protected virtual void Complete(HubConnection hub)
    {
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            _ = Patterns;
            foreach (HubConnection hub in HubsToAsk)
            {
                if (SelectorsOn(hub) is { } selectors)
                {
                    Find(hub, PatternsOn(hub), selectors);
                    Complete(hub);
                }
            }

            WriteHubWarnings();
        }
        catch (HubException exception)
        {
            Fail(exception);
        }
    }

    private void Find(HubConnection hub, IReadOnlyList<NamePattern>? patterns, IReadOnlyList<string?> selectors)
    {
        // Only where more than one answer may hold an object need any be remembered.
        _taken = patterns?.Count > 1 || selectors.Count > 1 ? [] : null;
        if (patterns is null)
        {
            List(hub, null, null, selectors);
            return;
        }

        // Whoever is named whole is read, which takes fewer rights and bytes than a list.
        bool namespaced = Kind.IsNamespaced;
        ILookup<bool, NamePattern> byRead = patterns.ToLookup(pattern => pattern.IsExact && selectors is [null] && (!namespaced || pattern.OnlyNamespace is not null));
        foreach (ObjectKey key in byRead[true].Select(pattern => new ObjectKey(pattern.OnlyNamespace ?? "", pattern.Name)).Distinct())
        {
            Read(hub, key);
        }

        foreach (IGrouping<string?, NamePattern> group in byRead[false].GroupBy(pattern => pattern.OnlyNamespace))
        {
            List(hub, group.Key, [.. group], selectors);
        }
    }

    private void Read(HubConnection hub, ObjectKey key)
    {
        try
        {
            if (Await(token => Kind.On(hub).GetAsync(key, IncludeJson, token)) is { } value)
            {
                TakeOnce(hub, value);
            }
            else
            {
                WriteError(ErrorRecords.From(Kind.NotFound(hub, key), key.ToString()));
            }
        }
        catch (HubException exception)
        {
            Report(exception, key.ToString());
        }
    }

    private void List(HubConnection hub, string? @namespace, IReadOnlyList<NamePattern>? patterns, IReadOnlyList<string?> selectors)
    {
        HashSet<NamePattern> missing = [.. (patterns ?? []).Where(pattern => pattern.IsExact)];
        foreach (string? selector in selectors)
        {
            var options = new ListOptions { LabelSelector = selector, PageSize = PageSize };
            ForEach(token => Kind.On(hub).ListAsync(@namespace, options, IncludeJson, token), value =>
            {
                if (patterns is null || patterns.Any(pattern => pattern.Matches(value.Key)))
                {
                    missing.RemoveWhere(pattern => pattern.Matches(value.Key));
                    TakeOnce(hub, value);
                }
            });
        }

        string with = selectors is [null] ? "" : selectors.Count == 0 ? " among those asked for" : $" with the labels {string.Join(" or ", selectors)}";
        foreach (NamePattern pattern in missing)
        {
            WriteError(ErrorRecords.From(
                new HubException("NotFound", $"The hub {hub} has no {Kind.Noun} '{pattern.Text}'{with}. {Kind.GetCmdlet} lists those it has."), pattern.Text));
        }
    }

    private void TakeOnce(HubConnection hub, T value)
    {
        if (_taken?.Add(value.Key) != false)
        {
            Take(hub, value);
        }
    }
}
