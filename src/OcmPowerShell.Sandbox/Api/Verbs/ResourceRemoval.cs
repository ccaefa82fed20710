using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Api.Selection;
using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Api.Verbs;

/// <summary>
/// Removes objects: those with finalizers once these are gone, namespaces once they are empty. The caller holds no lock;
/// every method that writes takes the store's gate.
/// </summary>
internal sealed class ResourceRemoval
{
    /// <summary>The conditions of a namespace that is going count this many objects; while there are more they stay as they are.</summary>
    private const int MostDescribed = 100;

    private readonly ObjectStore _store;
    private readonly ResourceTable _table;
    private readonly TimeProvider _time;

    /// <summary>The namespace whose content is being deleted at this moment; guarded by the store's gate.</summary>
    private string? _emptied;

    public ResourceRemoval(ObjectStore store, ResourceTable table, TimeProvider time)
    {
        _store = store;
        _table = table;
        _time = time;
    }

    /// <summary>Told of every object that is stored or removed, while no other can be; null for nobody.</summary>
    public IWriteObserver? Observer { get; set; }

    /// <summary>Refuses a new object whose namespace is missing or going.</summary>
    /// <exception cref="ApiException">It is.</exception>
    public void RequireOpenNamespace(ResourceType type, string @namespace, string? name)
    {
        StoredObject home = _store.Find(KubernetesTypes.Namespace, null, @namespace)
            ?? throw Refusal.NotFound(KubernetesTypes.Namespace, @namespace);
        if (IsDeleting(home.ToJson()))
        {
            ApiException refusal = Refusal.Forbidden(
                type, name ?? string.Empty, $"unable to create new content in namespace {@namespace} because it is being terminated");
            refusal.Details!["causes"] = new JsonArray(
                Refusal.Cause("NamespaceTerminating", $"namespace {@namespace} is being terminated", "metadata.namespace"));
            throw refusal;
        }
    }

    /// <summary>Deletes an object, or marks it deleting.</summary>
    /// <exception cref="ApiException">There is none, or a precondition does not hold.</exception>
    public DeleteResult Delete(ResourceDefinition definition, string? @namespace, string name, DeleteOptions options)
    {
        lock (_store.WriteGate)
        {
            StoredObject before = _store.Find(definition.Type, @namespace, name) ?? throw Refusal.NotFound(definition.Type, name);
            RequirePreconditions(definition.Type, before, options);
            JsonObject value = before.ToJson();
            bool isDeleting = IsDeleting(value);
            if (IsNamespace(definition.Type))
            {
                RequireMortal(name, isDeleting);
            }

            bool changed = GarbageFinalizers.Apply(definition.Type, value.Metadata(), options.Propagation);
            bool waits = MustWait(definition, value);
            StoredObject shown = definition.Served(before);
            if (isDeleting && !changed)
            {
                return new DeleteResult(shown, IsGone: false);
            }

            if (options.DryRun)
            {
                return new DeleteResult(shown, IsGone: !waits);
            }

            if (!waits)
            {
                return new DeleteResult(definition.Served(Remove(definition, value)), IsGone: true);
            }

            if (!isDeleting)
            {
                MarkDeleting(definition, value);
            }

            StoredObject marked = Store(definition, value);
            if (IsNamespace(definition.Type))
            {
                Empty(name);
            }

            return new DeleteResult(definition.Served(marked), IsGone: false);
        }
    }

    /// <summary>Deletes what a filter selects.</summary>
    /// <returns>The objects as they were or are.</returns>
    public IReadOnlyList<StoredObject> DeleteAll(ResourceDefinition definition, ObjectFilter filter, DeleteOptions options)
    {
        lock (_store.WriteGate)
        {
            return [.. _store.Read(definition.Type).Objects
                .Where(filter.Matches)
                .Select(item => Delete(definition, item.Namespace, item.Name, options).Object)];
        }
    }

    /// <summary>Stores an object.</summary>
    /// <returns>The object as the version that it was written in shows it.</returns>
    public StoredObject Put(ResourceDefinition definition, JsonObject value)
    {
        definition.MakeStored(value);
        return definition.Served(Store(definition, value));
    }

    /// <summary>Stores a changed object, or removes it when it was only waiting for the finalizers it just lost.</summary>
    public StoredObject PutOrFinish(ResourceDefinition definition, JsonObject value)
    {
        if (!IsDeleting(value) || MustWait(definition, value))
        {
            StoredObject stored = Put(definition, value);
            if (IsNamespace(definition.Type))
            {
                FinishNamespace(stored.Name);
            }

            return stored;
        }

        definition.MakeStored(value);
        return definition.Served(Remove(definition, value));
    }

    private static bool IsNamespace(ResourceType type) => type.Group.Length == 0 && type.Plural == KubernetesTypes.Namespace.Plural;

    private static bool IsDeleting(JsonObject value) => value.Metadata().Text("deletionTimestamp") is not null;

    private static bool MustWait(ResourceDefinition definition, JsonObject value) =>
        value.Metadata().Texts("finalizers").Count > 0
        || (IsNamespace(definition.Type) && value.Object("spec").Texts("finalizers").Count > 0);

    private static void RequireMortal(string name, bool isDeleting)
    {
        if (name is "default" or "kube-system" or "kube-public")
        {
            throw Refusal.Forbidden(KubernetesTypes.Namespace, name, "this namespace may not be deleted");
        }

        if (isDeleting)
        {
            throw Refusal.Conflict(
                KubernetesTypes.Namespace,
                name,
                "The system is ensuring all content is removed from this namespace.  Upon completion, this namespace will automatically be purged by the system.");
        }
    }

    private static void RequirePreconditions(ResourceType type, StoredObject before, DeleteOptions options)
    {
        if (options.Uid is not null && options.Uid != before.Uid)
        {
            throw Refusal.PreconditionFailed(
                type,
                before.Name,
                $"the UID in the precondition ({options.Uid}) does not match the UID in record ({before.Uid}). The object might have been deleted and then recreated");
        }

        string version = before.Version.ToString(CultureInfo.InvariantCulture);
        if (options.ResourceVersion is not null && options.ResourceVersion != version)
        {
            throw Refusal.PreconditionFailed(
                type,
                before.Name,
                $"the ResourceVersion in the precondition ({options.ResourceVersion}) does not match the ResourceVersion in record ({version}). The object might have been modified");
        }
    }

    private void MarkDeleting(ResourceDefinition definition, JsonObject value)
    {
        JsonObject metadata = value.Metadata();
        metadata["deletionTimestamp"] = Timestamp.Now(_time);
        if (IsNamespace(definition.Type))
        {
            value["status"] = new JsonObject { ["phase"] = "Terminating" };
            return;
        }

        metadata["deletionGracePeriodSeconds"] = 0;
        if (definition.HasGeneration)
        {
            metadata["generation"] = (metadata.Whole("generation") ?? 0) + 1;
        }
    }

    private StoredObject Store(ResourceDefinition definition, JsonObject value)
    {
        StoredObject stored = _store.Put(definition.Type, value);
        Observer?.Stored(definition, stored);
        return stored;
    }

    private StoredObject Remove(ResourceDefinition definition, JsonObject value)
    {
        StoredObject removed = _store.Remove(definition.Type, value);
        Observer?.Removed(definition, removed);
        if (definition.Type.Namespaced)
        {
            FinishNamespace(removed.Namespace);
        }

        return removed;
    }

    private void Empty(string @namespace)
    {
        _emptied = @namespace;
        try
        {
            foreach (ResourceDefinition definition in _table.All.Where(definition => definition.Type.Namespaced))
            {
                DeleteAll(definition, ObjectFilter.In(@namespace), new DeleteOptions { Propagation = DeletionPropagation.Background });
            }
        }
        finally
        {
            _emptied = null;
        }

        FinishNamespace(@namespace);
    }

    /// <summary>Removes a namespace that is being deleted once nothing is left in it; until then its conditions tell what is.</summary>
    private void FinishNamespace(string name)
    {
        JsonObject? value = name == _emptied ? null : _store.Find(KubernetesTypes.Namespace, null, name)?.ToJson();
        if (value is null || !IsDeleting(value))
        {
            return;
        }

        (ResourceType Type, int Start, int End, Snapshot Snapshot)[] remaining = [.. Content(name)];
        if (remaining.Sum(kind => kind.End - kind.Start) > MostDescribed && value.Object("status").Array("conditions") is not null)
        {
            // What is told would be old before it is read; counting anew for each object that goes takes too long.
            return;
        }

        JsonObject before = JsonText.Copy(value);
        NamespaceFinalization.Describe(
            value,
            [.. remaining.Select(kind => (kind.Type, (IReadOnlyList<StoredObject>)[.. Enumerable.Range(kind.Start, kind.End - kind.Start).Select(index => kind.Snapshot.Objects[index])]))],
            Timestamp.Now(_time));
        if (remaining.Length == 0)
        {
            NamespaceFinalization.Finish(value);
        }

        if (value.Metadata().Texts("finalizers").Count == 0 && value.Object("spec").Texts("finalizers").Count == 0)
        {
            _store.Remove(KubernetesTypes.Namespace, before);
        }
        else if (!JsonText.Same(before, value))
        {
            _store.Put(KubernetesTypes.Namespace, value);
        }
    }

    private IEnumerable<(ResourceType Type, int Start, int End, Snapshot Snapshot)> Content(string @namespace)
    {
        foreach (ResourceType type in _table.All.Select(definition => definition.Type).Where(type => type.Namespaced).DistinctBy(type => (type.Group, type.Plural)))
        {
            Snapshot snapshot = _store.Read(type);
            (int start, int end) = snapshot.Range(@namespace);
            if (end > start)
            {
                yield return (type, start, end, snapshot);
            }
        }
    }
}
