using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Api.Selection;
using OcmPowerShell.Sandbox.Api.Verbs;
using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Api.CustomResources;

/// <summary>
/// Serves what CustomResourceDefinitions define: each write of one is followed at once, so that whoever wrote it finds its
/// kind. The custom resources that this server knows by itself have definitions, too.
/// </summary>
internal sealed class CustomResources : IWriteObserver
{
    /// <summary>Keeps a definition until its objects are gone.</summary>
    public const string Cleanup = "customresourcecleanup.apiextensions.k8s.io";

    private static readonly ResourceType Crd = KubernetesTypes.CustomResourceDefinition;

    private readonly ResourceTable _table;
    private readonly ObjectStore _store;
    private readonly ResourceRemoval _removal;
    private readonly TimeProvider _time;

    // What this server knows of its own kinds beyond what a definition can say: webhooks, and how versions convert.
    private readonly Dictionary<(string Name, string Version), ResourceDefinition> _own = [];

    public CustomResources(ResourceTable table, ObjectStore store, ResourceRemoval removal, TimeProvider time)
    {
        _table = table;
        _store = store;
        _removal = removal;
        _time = time;
    }

    /// <summary>Gives the server's own kinds their definitions, and serves the kinds of those that the store kept.</summary>
    public void Start()
    {
        if (_table.Find(Crd.Group, Crd.Version, Crd.Plural) is null)
        {
            return;
        }

        lock (_store.WriteGate)
        {
            foreach (IGrouping<string, ResourceDefinition> kind in _table.All.Where(one => one.IsCustom).ToArray().GroupBy(one => CrdWriter.NameOf(one.Type)))
            {
                Define(kind.Key, [.. kind]);
            }

            foreach (StoredObject kept in _store.Read(Crd).Objects)
            {
                Serve(kept.ToJson());
            }
        }
    }

    /// <inheritdoc/>
    public void Stored(ResourceDefinition definition, StoredObject value)
    {
        if (!IsCrd(definition))
        {
            return;
        }

        JsonObject crd = value.ToJson();
        string before = crd.ToJsonString();
        bool isDeleting = crd.Metadata().ContainsKey("deletionTimestamp");
        if (isDeleting)
        {
            CrdStatus.Terminate(crd, _time);
        }
        else
        {
            CrdStatus.Accept(crd, Others(crd), _time);
        }

        if (crd.ToJsonString() != before)
        {
            _store.Put(Crd, crd);
        }

        Serve(crd);
        if (isDeleting)
        {
            RemoveObjects(crd);
        }
    }

    /// <inheritdoc/>
    public void Removed(ResourceDefinition definition, StoredObject value)
    {
        if (IsCrd(definition))
        {
            Forget(value.Name);
            _store.End(TypeOf(value.ToJson()));
        }
        else if (definition.IsCustom && _store.Find(Crd, null, CrdWriter.NameOf(definition.Type))?.ToJson() is JsonObject crd)
        {
            FinishIfEmpty(crd);
        }
    }

    private static bool IsCrd(ResourceDefinition definition) => definition.Type.Group == Crd.Group && definition.Type.Plural == Crd.Plural;

    /// <summary>The kind of a definition, as the store knows it: objects of all versions are kept together.</summary>
    private static ResourceType TypeOf(JsonObject crd)
    {
        JsonObject? spec = crd.Object("spec");
        return new ResourceType(spec.Text("group") ?? "", "", "", spec.Object("names").Text("plural") ?? "", spec.Text("scope") == "Namespaced");
    }

    private void Define(string name, ResourceDefinition[] versions)
    {
        foreach (ResourceDefinition version in versions)
        {
            _own[(name, version.Type.Version)] = version;
        }

        // One that somebody changed stays as it is; of all others the newest is what this server says.
        JsonObject? kept = _store.Find(Crd, null, name)?.ToJson();
        if (kept is not null && kept.Metadata().ContainsKey("managedFields"))
        {
            return;
        }

        JsonObject spec = CrdWriter.Spec(versions);
        if (kept is not null && JsonText.Same(kept["spec"], spec))
        {
            return;
        }

        JsonObject crd = kept ?? new JsonObject
        {
            ["apiVersion"] = Crd.ApiVersion,
            ["kind"] = Crd.Kind,
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["uid"] = Guid.NewGuid().ToString(),
                ["creationTimestamp"] = Timestamp.Now(_time),
                ["generation"] = 1,
            },
        };
        crd["spec"] = spec;
        CrdStatus.Accept(crd, [], _time);
        _store.Put(Crd, crd);
    }

    private JsonObject[] Others(JsonObject crd) =>
    [
        .. _store.Read(Crd).Objects
            .Where(one => one.Name != crd.Metadata().Text("name"))
            .Select(one => one.ToJson())
            .Where(other => other.Object("spec").Text("group") == crd.Object("spec").Text("group")),
    ];

    /// <summary>Makes the table say what a definition says.</summary>
    private void Serve(JsonObject crd)
    {
        string name = crd.Metadata().Text("name") ?? string.Empty;
        if (!CrdStatus.IsEstablished(crd))
        {
            return;
        }

        ResourceDefinition[] served = [.. CrdReader.Served(crd).Select(version => WithOwn(name, version, crd))];
        _table.Replace(served, other => other.IsCustom && CrdWriter.NameOf(other.Type) == name);
    }

    private ResourceDefinition WithOwn(string name, ResourceDefinition version, JsonObject crd)
    {
        if (!_own.TryGetValue((name, version.Type.Version), out ResourceDefinition? own))
        {
            return version;
        }

        // Untouched, it is what it always was: the rules that are written in code, and no second look at what is read.
        return crd.Metadata().ContainsKey("managedFields") || version.Admission.Count > 0
            ? version with { Admission = [.. own.Admission, .. version.Admission], Conversion = own.Conversion }
            : own;
    }

    private void Forget(string name) => _table.Replace([], other => other.IsCustom && CrdWriter.NameOf(other.Type) == name);

    private void RemoveObjects(JsonObject crd)
    {
        if (CrdReader.Served(crd) is [ResourceDefinition first, ..])
        {
            _removal.DeleteAll(first.Storage ?? first, ObjectFilter.In(null), new DeleteOptions());
        }

        FinishIfEmpty(_store.Find(Crd, null, crd.Metadata().Text("name")!)?.ToJson());
    }

    /// <summary>Lets a definition go that only waited for its objects.</summary>
    private void FinishIfEmpty(JsonObject? crd)
    {
        if (crd is null || !crd.Metadata().ContainsKey("deletionTimestamp") || !crd.Metadata().Texts("finalizers").Contains(Cleanup))
        {
            return;
        }

        if (_store.Read(TypeOf(crd)).Objects.Count > 0)
        {
            return;
        }

        JsonObject metadata = crd.Metadata();
        string[] left = [.. metadata.Texts("finalizers").Where(one => one != Cleanup)];
        metadata.SetOrRemove("finalizers", left.Length == 0 ? null : new JsonArray([.. left.Select(one => (JsonNode)one)]));
        _removal.PutOrFinish(_table.Get(Crd), crd);
    }
}
