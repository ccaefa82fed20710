using System.Text.RegularExpressions;

namespace OcmPowerShell.Hub.ClusterSets;

/// <summary>What names sets and their namespaces may have, and which sets the hub itself keeps.</summary>
internal static partial class ClusterSetRules
{
    /// <summary>The set of clusters that nobody has put into another.</summary>
    public const string Default = "default";

    /// <summary>The set of all clusters.</summary>
    public const string Global = "global";

    /// <summary>With the value <c>false</c> the hub leaves a built-in set's selector alone.</summary>
    public const string AutoUpdate = "cluster.open-cluster-management.io/autoupdate";

    private const int LongestLabel = 63;

    /// <summary>Whether the hub makes a set itself, and makes it again when it is gone.</summary>
    public static bool IsBuiltIn(string set) => set is Default or Global;

    /// <summary>Refuses a name that no set can have and be joined by.</summary>
    /// <exception cref="HubException"><c>InvalidName</c>.</exception>
    public static void CheckName(string set)
    {
        // Longer ones are objects all the same, but no cluster's label can name them.
        if (set.Length > LongestLabel || !Subdomain().IsMatch(set))
        {
            throw new HubException("InvalidName", $"'{set}' cannot be the name of a cluster set: use lower-case letters, digits, '-' and '.', beginning and ending with a letter or digit, at most {LongestLabel} characters.");
        }
    }

    /// <summary>Refuses a name that no namespace can have.</summary>
    /// <exception cref="HubException"><c>InvalidName</c>.</exception>
    public static void CheckNamespace(string name)
    {
        if (name.Length > LongestLabel || !DnsLabel().IsMatch(name))
        {
            throw new HubException("InvalidName", $"'{name}' cannot be the name of a namespace: use lower-case letters, digits and '-', beginning and ending with a letter or digit, at most {LongestLabel} characters.");
        }
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex DnsLabel();
}
