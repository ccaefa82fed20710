using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Api.Verbs;

/// <summary>Is told what is written, before anybody else may write.</summary>
internal interface IWriteObserver
{
    /// <summary>An object was stored.</summary>
    void Stored(ResourceDefinition definition, StoredObject value);

    /// <summary>An object was removed.</summary>
    void Removed(ResourceDefinition definition, StoredObject value);
}
