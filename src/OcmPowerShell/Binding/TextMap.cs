using System.Collections;
using System.Globalization;
using OcmPowerShell.Hub;

namespace OcmPowerShell.Binding;

/// <summary>Makes labels and annotations of a hashtable.</summary>
internal static class TextMap
{
    /// <exception cref="HubException"><c>InvalidArgument</c>: a key or value is no text.</exception>
    public static IReadOnlyDictionary<string, string> From(string parameter, IDictionary? map)
    {
        var result = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in map ?? new Hashtable())
        {
            string key = Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!;
            if (key.Length == 0 || entry.Value is ICollection)
            {
                throw new HubException("InvalidArgument", $"-{parameter} takes pairs of texts, as in @{{ app = 'web' }}; '{key}' is none.");
            }

            // A flag reads as Kubernetes writes one.
            result[key] = entry.Value is bool flag ? (flag ? "true" : "false") : Convert.ToString(entry.Value, CultureInfo.InvariantCulture) ?? "";
        }

        return result;
    }
}
