using System.Globalization;

namespace OcmPowerShell.Sandbox.Api.Verbs;

/// <summary>Time as the API writes it: UTC, whole seconds.</summary>
internal static class Timestamp
{
    /// <summary>The present moment.</summary>
    public static string Now(TimeProvider time) =>
        time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
