using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Api.Verbs;

/// <summary>What a write left behind.</summary>
/// <param name="Object">The object as it is now, or would be after a dry run.</param>
/// <param name="IsNew">Whether it was created.</param>
internal sealed record WriteResult(StoredObject Object, bool IsNew);
