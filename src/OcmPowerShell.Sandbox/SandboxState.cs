using System.Text.Json;
using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox;

/// <summary>
/// What a sandbox keeps: in a file, where it was given one, and else as long as it runs. The file holds every object, the
/// authority's key and the admin's token, so that a kubeconfig of an earlier run is good for the next one too.
/// </summary>
internal sealed class SandboxState : IDisposable
{
    private const string HubStore = "";

    private readonly Journal? _journal;

    private SandboxState(Journal? journal)
    {
        _journal = journal;
        IsNew = journal?.Owner is null;
        Identity = journal?.Owner?.Deserialize<SandboxIdentity>();
    }

    /// <summary>Whether there was no earlier run.</summary>
    public bool IsNew { get; }

    /// <summary>Who the sandbox was before; null for a new one.</summary>
    public SandboxIdentity? Identity { get; private set; }

    /// <summary>Opens a state.</summary>
    /// <param name="path">Its file, which need not exist; null to keep all in memory.</param>
    /// <exception cref="IOException">It cannot be used; the message says why.</exception>
    public static SandboxState Open(string? path)
    {
        Journal? journal = path is null ? null : Journal.Open(path);
        try
        {
            return new SandboxState(journal);
        }
        catch (JsonException strange)
        {
            journal?.Dispose();
            throw new JournalException($"The state '{path}' says nothing that makes sense of who the sandbox was.", strange);
        }
    }

    /// <summary>Keeps who the sandbox is for the next time.</summary>
    public void Remember(SandboxIdentity identity)
    {
        if (identity != Identity)
        {
            _journal?.WriteOwner(JsonSerializer.SerializeToElement(identity));
            Identity = identity;
        }
    }

    /// <summary>The objects of the hub.</summary>
    public ObjectStore Hub() => StoreOf(HubStore);

    /// <summary>The objects of a managed cluster.</summary>
    public ObjectStore Cluster(string name) => StoreOf(name);

    /// <inheritdoc/>
    public void Dispose() => _journal?.Dispose();

    private ObjectStore StoreOf(string name) => new(journal: _journal?.Store(name));
}
