using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Api.Verbs;

/// <summary>A page of a list.</summary>
/// <param name="Items">The objects.</param>
/// <param name="Version">The version all pages of the list are of.</param>
/// <param name="Continue">The token of the next page; empty when this is the last.</param>
/// <param name="Remaining">How many objects follow; null where nobody counted.</param>
internal sealed record ListPage(IReadOnlyList<StoredObject> Items, long Version, string Continue, long? Remaining);
