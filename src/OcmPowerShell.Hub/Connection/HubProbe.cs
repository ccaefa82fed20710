using System.Text.Json;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Connection;

/// <summary>Asks a server what it is.</summary>
public static class HubProbe
{
    /// <summary>From this version on, a server answers a list of everything from memory; before, from its database.</summary>
    private static readonly Version ListsFromMemory = new(1, 31);

    /// <summary>The page size for servers that would read a list of everything from their database at once.</summary>
    private const int PageSizeForOldServers = 500;

    /// <summary>Makes sure that the server is an OCM hub, as the user may see it.</summary>
    /// <exception cref="HubException"><c>NotAHub</c>, or why the server cannot be asked.</exception>
    public static async Task EnsureHubAsync(HubConnection connection, CancellationToken cancellationToken = default)
    {
        byte[]? resources = await GroupAsync(connection, cancellationToken).ConfigureAwait(false);
        if (resources is null || !connection.Rest.Parse(ListsClusters, resources))
        {
            throw new HubException("NotAHub", $"The server {connection.Identity} is not an OCM hub: it does not know managed clusters. Is this the right context? Get-OcmContext lists them.");
        }
    }

    /// <summary>The server's Kubernetes version; null when it does not say.</summary>
    /// <exception cref="HubException">The server cannot be asked.</exception>
    public static async Task<Version?> GetVersionAsync(HubConnection connection, CancellationToken cancellationToken = default)
    {
        byte[] answer = await connection.Rest.SendAsync(HttpMethod.Get, "version", null, null, cancellationToken).ConfigureAwait(false);
        return connection.Rest.Parse(ReadVersion, answer);
    }

    /// <summary>How to list everything of a kind from this server: in one answer (null), or in pages of so many.</summary>
    internal static async Task<int?> PageSizeAsync(HubConnection connection, CancellationToken cancellationToken)
    {
        connection.PageSize ??= await GetVersionAsync(connection, cancellationToken).ConfigureAwait(false) is { } version && version >= ListsFromMemory
            ? (int?)0
            : PageSizeForOldServers;
        return connection.PageSize == 0 ? null : connection.PageSize;
    }

    private static async Task<byte[]?> GroupAsync(HubConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.Rest.SendAsync(HttpMethod.Get, $"apis/{ResourcePath.ManagedClusters.Group}/{ResourcePath.ManagedClusters.Version}", null, null, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiStatusException exception) when (exception.Status.Code == 404)
        {
            // A group that is not served is answered in plain text, not with a Status.
            return null;
        }
    }

    private static bool ListsClusters(ReadOnlySpan<byte> resources)
    {
        var reader = new Utf8JsonReader(resources);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.TryGetProperty("resources", out JsonElement list)
            && list.ValueKind == JsonValueKind.Array
            && list.EnumerateArray().Any(resource => resource.TryGetProperty("name", out JsonElement name) && name.ValueEquals(ResourcePath.ManagedClusters.Plural));
    }

    private static Version? ReadVersion(ReadOnlySpan<byte> answer)
    {
        var reader = new Utf8JsonReader(answer);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);

        // Some clouds answer a minor of "31+".
        string text = $"{ApiText.Of(document.RootElement, "major")}.{ApiText.Of(document.RootElement, "minor").TrimEnd('+')}";
        return Version.TryParse(text, out Version? version) ? version : null;
    }
}
