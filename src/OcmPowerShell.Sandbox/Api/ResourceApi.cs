using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Api.Verbs;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Api;

/// <summary>One API server without the wire: a store, the kinds it holds, and the verbs on them.</summary>
internal sealed class ResourceApi
{
    /// <param name="table">The kinds.</param>
    /// <param name="store">The store; a new one where none is given.</param>
    /// <param name="time">The clock of every timestamp and timeout.</param>
    /// <param name="authorizer">Knows who may do what; only admins where none is given.</param>
    public ResourceApi(ResourceTable table, ObjectStore? store = null, TimeProvider? time = null, IAuthorizer? authorizer = null)
    {
        TimeProvider clock = time ?? TimeProvider.System;
        Table = table;
        Store = store ?? new ObjectStore(time: clock);
        Authorizer = authorizer ?? new DefaultAuthorizer();
        Reader = new ResourceReader(Store);
        Watch = new ResourceWatch(Store, clock);
        Removal = new ResourceRemoval(Store, table, clock);
        Writer = new ResourceWriter(table, Store, Removal, clock, Authorizer);
        Time = clock;
        var custom = new CustomResources.CustomResources(table, Store, Removal, clock);
        Removal.Observer = custom;
        custom.Start();
    }

    /// <summary>The kinds.</summary>
    public ResourceTable Table { get; }

    /// <summary>The objects.</summary>
    public ObjectStore Store { get; }

    /// <summary>get and list.</summary>
    public ResourceReader Reader { get; }

    /// <summary>watch.</summary>
    public ResourceWatch Watch { get; }

    /// <summary>create, update, patch and apply.</summary>
    public ResourceWriter Writer { get; }

    /// <summary>delete.</summary>
    public ResourceRemoval Removal { get; }

    /// <summary>Knows who may do what.</summary>
    public IAuthorizer Authorizer { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>The feature gate <c>WatchList</c>: whether a watch may begin with what is there.</summary>
    public bool AllowsWatchList { get; init; }

    /// <summary>A client in this process.</summary>
    /// <param name="fieldManager">Who owns what it writes.</param>
    /// <param name="user">As whom it writes; the server itself where nobody is given.</param>
    public InProcessClient Client(string fieldManager, Identity? user = null) => new(this, fieldManager, user);
}
