using System.Text.RegularExpressions;
using OcmPowerShell.Sandbox.Control;

namespace OcmPowerShell.Sandbox;

/// <summary>What a sandbox is to be.</summary>
public sealed partial record SandboxOptions
{
    private const int MaximumNameLength = 63;

    /// <summary>Name of the sandbox: of the context, cluster and user in its kubeconfig.</summary>
    public string Name { get; init; } = "sandbox";

    /// <summary>
    /// Names of the managed clusters it begins with, beside those that its state holds; null for <c>one</c> and <c>two</c>
    /// in a new sandbox, and no more in one that goes on with a state.
    /// </summary>
    public IReadOnlyList<string>? Clusters { get; init; }

    /// <summary>Port on 127.0.0.1; 0 takes any that is free, and null the one of its state, or any in a new sandbox.</summary>
    public int? Port { get; init; }

    /// <summary>Where to write the kubeconfig; null makes a private temporary directory for it.</summary>
    public string? KubeconfigPath { get; init; }

    /// <summary>
    /// The file that keeps all it holds, so that a later sandbox goes on with it; null keeps all in memory. Every write is
    /// in the file before it is answered. It holds credentials and the contents of Secrets, unencrypted, for its owner alone.
    /// </summary>
    public string? StatePath { get; init; }

    /// <summary>Faults that it shows from the start, each in the form of <c>--help</c>.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>How long simulated workloads take to become ready.</summary>
    public TimeSpan WorkloadDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>OCM's feature gate <c>RawFeedbackJsonString</c>, off as there.</summary>
    internal bool RawFeedback { get; init; }

    /// <summary>Checks what a person or script chose.</summary>
    /// <exception cref="ArgumentException">An option cannot be; the message names it.</exception>
    internal void Validate()
    {
        if (!IsLabel(Name))
        {
            throw new ArgumentException($"'{Name}' cannot name a sandbox: {NameRule}");
        }

        if (Clusters?.FirstOrDefault(cluster => !IsLabel(cluster)) is { } wrong)
        {
            throw new ArgumentException($"'{wrong}' cannot name a managed cluster: {NameRule}");
        }

        if (Clusters?.GroupBy(cluster => cluster, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
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

        if (StatePath is { } state && string.IsNullOrWhiteSpace(state))
        {
            throw new ArgumentException("The path of the state is empty.");
        }

        StartFaults.Parse(Faults);
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
