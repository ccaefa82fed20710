using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Schema;

/// <summary>A rule of a schema beyond the shape, which a real server evaluates as CEL.</summary>
/// <param name="Expression">The CEL expression, for comparison and for clients that read schemas.</param>
/// <param name="Message">What a client is told when it does not hold.</param>
/// <param name="Holds">The same rule in C#.</param>
internal sealed record SchemaRule(string Expression, string Message, Func<JsonNode, bool> Holds);
