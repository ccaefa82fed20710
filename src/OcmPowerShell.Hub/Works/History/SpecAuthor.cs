using System.Text.Json;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Works.History;

/// <summary>Who wrote a work's spec as it is, and when, as far as the hub tells.</summary>
/// <param name="Manager">The field manager of the last write, as in <c>kubectl-edit</c>; empty when it is not known.</param>
/// <param name="Time">When the spec came to be, UTC; the time of asking when it is not known.</param>
internal readonly record struct SpecAuthor(string Manager, DateTime Time)
{
    /// <summary>Reads it from <c>metadata.managedFields</c> of a work's JSON.</summary>
    public static SpecAuthor Of(ReadOnlySpan<byte> work, Work parsed)
    {
        var latest = new SpecAuthor("", default);
        foreach (JsonObject entry in ManagedFields(work).OfType<JsonObject>())
        {
            // A subresource's writer, the agent with its status, writes no spec.
            if (entry.TextAt("subresource") is null or "" && entry.ObjectAt("fieldsV1", "f:spec") is not null
                && entry.TimeAt("time") is { } time && time.UtcDateTime >= latest.Time)
            {
                latest = new SpecAuthor(entry.TextAt("manager") ?? "", time.UtcDateTime);
            }
        }

        return latest.Time != default ? latest : latest with { Time = parsed.Generation <= 1 ? parsed.Created : DateTime.UtcNow };
    }

    private static JsonArray ManagedFields(ReadOnlySpan<byte> work)
    {
        var reader = new Utf8JsonReader(work, JsonDepth.Reader);
        reader.Read();
        return reader.MoveTo("metadata") && reader.MoveTo("managedFields") ? JsonNode.Parse(ref reader) as JsonArray ?? [] : [];
    }
}
