using System.Text.Json;

namespace OcmPowerShell.Hub.Kubeconfig;

/// <summary>Lists in a kubeconfig's stanzas.</summary>
internal static class KubeconfigList
{
    /// <summary>A list's elements; none where it is absent or null.</summary>
    /// <exception cref="HubException"><c>KubeconfigInvalid</c>: it is not a list.</exception>
    public static IReadOnlyList<JsonElement> Items(KubeconfigEntry entry, string field)
    {
        if (entry.Value.ValueKind != JsonValueKind.Object || !entry.Value.TryGetProperty(field, out JsonElement list) || list.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        return list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : throw NotAList(entry, field);
    }

    /// <summary>A list of texts.</summary>
    /// <exception cref="HubException"><c>KubeconfigInvalid</c>: it is not one.</exception>
    public static IReadOnlyList<string> Texts(KubeconfigEntry entry, string field) =>
        Items(entry, field).Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw NotAList(entry, field)).ToArray();

    private static HubException NotAList(KubeconfigEntry entry, string field) =>
        new("KubeconfigInvalid", $"The field '{field}' of '{entry.Name}' in {entry.File} is not a list of texts. Write it as one, and numbers in it in quotes.");
}
