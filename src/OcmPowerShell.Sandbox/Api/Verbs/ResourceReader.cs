using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Api.Verbs;

/// <summary>Reads objects, one or many.</summary>
internal sealed class ResourceReader
{
    private readonly ObjectStore _store;

    public ResourceReader(ObjectStore store)
    {
        _store = store;
    }

    /// <summary>One object.</summary>
    /// <exception cref="ApiException">There is none.</exception>
    public StoredObject Get(ResourceDefinition definition, string? @namespace, string name) =>
        definition.Served(_store.Find(definition.Type, @namespace, name) ?? throw Refusal.NotFound(definition.Type, name));

    /// <summary>A list, or a page of one.</summary>
    /// <exception cref="ApiException">The version or the page asked for is not to be had.</exception>
    public ListPage List(ResourceDefinition definition, ListRequest request)
    {
        (Snapshot snapshot, ContinueToken? from) = Start(definition.Type, request);
        (int start, int end) = snapshot.Range(request.Filter.Namespace);
        if (from is not null)
        {
            start = Math.Max(start, snapshot.Seek(from.Namespace.Length > 0 ? from.Namespace : request.Filter.Namespace ?? string.Empty, from.Name + '\0'));
        }

        int limit = request.Limit > 0 ? request.Limit : int.MaxValue;
        var items = new List<StoredObject>(Math.Min(limit, Math.Max(0, end - start)));
        int index = start;
        for (; index < end && items.Count < limit; index++)
        {
            StoredObject item = snapshot.Objects[index];
            if (request.Filter.IsNamespaceOnly || request.Filter.Matches(item))
            {
                items.Add(definition.Served(item));
            }
        }

        if (index >= end)
        {
            return new ListPage(items, snapshot.Version, string.Empty, null);
        }

        _store.Keep(definition.Type, snapshot);
        string home = string.IsNullOrEmpty(request.Filter.Namespace) ? items[^1].Namespace : string.Empty;
        var next = new ContinueToken(snapshot.Version, home, items[^1].Name);
        return new ListPage(items, snapshot.Version, next.ToString(), request.Filter.IsNamespaceOnly ? end - index : null);
    }

    private (Snapshot Snapshot, ContinueToken? From) Start(ResourceType type, ListRequest request)
    {
        if (request.Continue is null)
        {
            return (Read(type, request), null);
        }

        if (request.Version is not (null or 0))
        {
            throw Refusal.BadRequest("specifying resource version is not allowed when using continue");
        }

        ContinueToken token = ContinueToken.Parse(request.Continue);
        if (token.Version < 0)
        {
            return (_store.Read(type), token);
        }

        // The token to go on with, whatever has changed since, saves the client what it already read.
        Snapshot snapshot = _store.ReadAt(type, token.Version) ?? throw Refusal.Expired(
            "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue "
            + "parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided "
            + "token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was "
            + "returned and now may show up in the list.",
            (token with { Version = -1 }).ToString());
        return (snapshot, token);
    }

    private Snapshot Read(ResourceType type, ListRequest request)
    {
        Snapshot newest = _store.Read(type);
        if (request.Version is not long version || version == 0)
        {
            return newest;
        }

        if (version > newest.Version)
        {
            throw Refusal.TooLargeVersion(version, newest.Version);
        }

        return !request.IsExact
            ? newest
            : _store.ReadAt(type, version) ?? throw Refusal.Expired(FormattableString.Invariant($"The resourceVersion for the provided list is too old."));
    }
}
