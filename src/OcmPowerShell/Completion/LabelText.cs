namespace OcmPowerShell.Completion;

/// <summary>The order in which labels are offered: people's own first.</summary>
internal static class LabelText
{
    private static readonly string[] HubDomains = ["open-cluster-management.io", "k8s.io", "kubernetes.io"];

    /// <summary>People's own keys, then those that OCM and Kubernetes set; each by name.</summary>
    public static IEnumerable<string> InOrder(IEnumerable<string> keys) =>
        keys.OrderBy(IsOfHub).ThenBy(key => key, StringComparer.OrdinalIgnoreCase);

    private static bool IsOfHub(string key)
    {
        string domain = key.Split('/')[0];
        return HubDomains.Any(own => domain == own || domain.EndsWith("." + own, StringComparison.Ordinal));
    }
}
