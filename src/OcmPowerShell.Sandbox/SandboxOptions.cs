using System.Text.RegularExpressions;

namespace OcmPowerShell.Sandbox;

/// <summary>What a sandbox is to be.</summary>
public sealed partial record SandboxOptions
{
    private const int MaximumNameLength = 63;

    /// <summary>Name of the sandbox: of the context, cluster and user in its kubeconfig.</summary>
    public string Name { get; init; } = "sandbox";

    /// <summary>Names of the managed clusters it begins with.</summary>
    public IReadOnlyList<string> Clusters { get; init; } = ["one", "two"];

    /// <summary>Port on 127.0.0.1; 0 takes any that is free.</summary>
    public int Port { get; init; }

    /// <summary>Where to write the kubeconfig; null makes a private temporary directory for it.</summary>
    public string? KubeconfigPath { get; init; }

    /// <summary>How long simulated workloads take to become ready.</summary>
    public TimeSpan WorkloadDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Checks what a person or script chose.</summary>
    /// <exception cref="ArgumentException">An option cannot be; the message names it.</exception>
    internal void Validate()
    {
        if (!IsLabel(Name))
        {
            throw new ArgumentException($"'{Name}' cannot name a sandbox: {NameRule}");
        }

        if (Clusters.FirstOrDefault(cluster => !IsLabel(cluster)) is { } wrong)
        {
            throw new ArgumentException($"'{wrong}' cannot name a managed cluster: {NameRule}");
        }

        if (Clusters.GroupBy(cluster => cluster, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"The managed cluster '{twice.Key}' is named twice.");
        }

        if (Port is < 0 or > ushort.MaxValue)
        {
            throw new ArgumentException($"{Port} is no port: 0 (any that is free) to 65535.");
        }

        if (KubeconfigPath is { } path && string.IsNullOrWhiteSpace(path))
        {
            throw new ArgumentException("The path of the kubeconfig is empty.");
        }

        if (WorkloadDelay < TimeSpan.Zero)
        {
            throw new ArgumentException("The workload delay cannot be negative.");
        }
    }

    private static string NameRule =>
        $"use small letters, digits and hyphens, at most {MaximumNameLength}, beginning and ending with a letter or digit.";

    private static bool IsLabel(string name) => name.Length <= MaximumNameLength && Label().IsMatch(name);

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex Label();
}
