namespace OcmPowerShell.Sandbox.Store;

/// <summary>Which object of a store a record is about.</summary>
/// <param name="Kind">The kind, as in <c>manifestworks.work.open-cluster-management.io</c>.</param>
/// <param name="Namespace">The namespace; empty for cluster-scoped objects.</param>
/// <param name="Name">The name.</param>
internal readonly record struct JournalKey(string Kind, string Namespace, string Name);
