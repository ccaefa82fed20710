using OcmPowerShell.Hub.Connection;

namespace OcmPowerShell.Tests.Hub;

/// <summary>For tests that are not about pauses.</summary>
internal static class QuickConnection
{
    /// <summary>The connection, with pauses between its tries that nobody notices.</summary>
    public static HubConnection Quick(this HubConnection connection)
    {
        connection.Rest.Retry = connection.Rest.Retry with { FirstPause = TimeSpan.FromMilliseconds(2) };
        return connection;
    }
}
