namespace OcmPowerShell.Hub.Works;

/// <summary>A service account of the managed cluster, as which the agent applies a work: <c>spec.executor</c>.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
public sealed record WorkExecutor(string Namespace, string Name)
{
    private const int LongestName = 253;

    /// <summary>Reads <c>namespace/name</c>, or what Kubernetes calls the account: <c>system:serviceaccount:namespace:name</c>.</summary>
    /// <exception cref="HubException"><c>InvalidExecutor</c>.</exception>
    public static WorkExecutor Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        const string prefix = "system:serviceaccount:";
        string[] parts = text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..].Split(':') : text.Split('/');
        return parts.Length == 2 && Array.TrueForAll(parts, IsName)
            ? new WorkExecutor(parts[0], parts[1])
            : throw new HubException("InvalidExecutor", $"'{text}' names no service account. Write namespace/name, as in default/deployer: lower-case letters, digits, '-' and '.'. It is an account of the managed cluster, not of the hub.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}/{Name}";

    private static bool IsName(string text) => text.Length is > 0 and <= LongestName && text.Split('.').All(IsLabel);

    private static bool IsLabel(string text) =>
        text.Length > 0 && text[0] != '-' && text[^1] != '-'
        && text.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');
}
