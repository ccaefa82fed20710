using System.Text.Json;

namespace OcmPowerShell.Sandbox.Api.Resources;

/// <summary>A column that kubectl shows for a kind.</summary>
/// <param name="Name">The heading.</param>
/// <param name="Type">string, boolean, integer or date.</param>
/// <param name="Path">Where the value is, as a JSONPath such as <c>.spec.hubAcceptsClient</c>.</param>
internal sealed record PrinterColumn(string Name, string Type, string Path)
{
    /// <summary>What the column says.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>Computes the cell, a text or a whole number, of the object and the present moment; null where <see cref="Path"/> says where it is.</summary>
    public Func<JsonElement, DateTimeOffset, object?>? Value { get; init; }

    /// <summary>0 for always, more for <c>-o wide</c> only.</summary>
    public int Priority { get; init; }
}
