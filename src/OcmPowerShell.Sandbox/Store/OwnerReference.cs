namespace OcmPowerShell.Sandbox.Store;

/// <summary>An object that another one belongs to.</summary>
/// <param name="ApiVersion">Its API version.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Its name.</param>
/// <param name="Uid">Its uid.</param>
/// <param name="BlocksDeletion">Whether it waits for the other one when it is deleted in the foreground.</param>
internal sealed record OwnerReference(string ApiVersion, string Kind, string Name, string Uid, bool BlocksDeletion);
