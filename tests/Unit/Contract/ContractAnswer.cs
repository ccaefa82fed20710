using System.Text.Json.Nodes;

namespace OcmPowerShell.Tests.Contract;

/// <summary>What a hub answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Warnings">Its warnings.</param>
/// <param name="Text">The body.</param>
internal sealed record ContractAnswer(int Status, IReadOnlyList<string> Warnings, string Text)
{
    /// <summary>The body.</summary>
    public JsonObject Json => JsonNode.Parse(Text)!.AsObject();

    /// <summary>The reason of a refusal.</summary>
    public string? Reason => (string?)Json["reason"];

    /// <summary>The message of a refusal.</summary>
    public string? Message => (string?)Json["message"];

    /// <summary>The fields that a refusal complains of.</summary>
    public IEnumerable<string?> Fields => Json["details"]?["causes"]?.AsArray().Select(cause => (string?)cause!["field"]) ?? [];

    /// <summary>The status of a condition of an object; null where it has none of that type.</summary>
    public static string? ConditionOf(JsonNode? value, string type) =>
        (string?)value?["status"]?["conditions"]?.AsArray().FirstOrDefault(condition => (string?)condition!["type"] == type)?["status"];
}
