using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Server;

namespace OcmPowerShell.Sandbox.Api.Admission;

/// <summary>A write that webhooks are asked about.</summary>
/// <param name="Value">The object as it would be stored; a mutating rule changes it in place.</param>
/// <param name="Before">The stored object; null on create.</param>
/// <param name="User">Who writes.</param>
/// <param name="Authorizer">Knows what else that user may do.</param>
internal sealed record AdmissionRequest(JsonObject Value, JsonObject? Before, Identity User, IAuthorizer Authorizer)
{
    /// <summary>Looks up another object, as a webhook would with a client of its own; null where there is none.</summary>
    public Func<ResourceType, string?, string, JsonObject?> Find { get; init; } = static (_, _, _) => null;
}
