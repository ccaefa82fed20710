using System.Globalization;
using System.Text;

namespace OcmPowerShell.Hub.Rest;

/// <summary>The query of a list's or watch's URL.</summary>
internal static class RequestQuery
{
    /// <summary>A list's or a page's. It never names a resourceVersion: a continue token holds its own, and a server refuses both.</summary>
    public static string List(ListOptions options, string? continueToken) => Text(
        ("labelSelector", options.LabelSelector),
        ("fieldSelector", options.FieldSelector),
        ("limit", options.PageSize?.ToString(CultureInfo.InvariantCulture)),
        ("continue", continueToken));

    /// <summary>A watch's, from a version on, which the server ends after a time.</summary>
    public static string Watch(ListOptions options, string resourceVersion, TimeSpan serverTimeout) => Text(
        ("labelSelector", options.LabelSelector),
        ("fieldSelector", options.FieldSelector),
        ("watch", "true"),
        ("allowWatchBookmarks", "true"),
        ("resourceVersion", resourceVersion),
        ("timeoutSeconds", ((int)Math.Ceiling(serverTimeout.TotalSeconds)).ToString(CultureInfo.InvariantCulture)));

    private static string Text(params (string Name, string? Value)[] parts)
    {
        var query = new StringBuilder();
        foreach ((string name, string? value) in parts)
        {
            if (value is not null)
            {
                query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }

        return query.ToString();
    }
}
