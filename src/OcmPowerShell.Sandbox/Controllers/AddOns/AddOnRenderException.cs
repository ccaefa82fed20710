namespace OcmPowerShell.Sandbox.Controllers.AddOns;

/// <summary>The manifests of an add-on cannot be made; the message is the user's.</summary>
internal sealed class AddOnRenderException(string message) : Exception(message);
