using System.Globalization;

namespace OcmPowerShell.Hub.Manifests;

/// <summary>Manifests could not be read or cannot be delivered. It names every problem found, not only the first.</summary>
public sealed class ManifestException : HubException
{
    private const int Shown = 10;

    /// <summary>Gathers the problems into one error.</summary>
    /// <param name="problems">At least one.</param>
    public ManifestException(IReadOnlyList<ManifestProblem> problems)
        : base(problems.Count > 0 ? problems[0].ErrorId : "", Describe(problems)) => Problems = problems;

    /// <summary>All problems in the order they were met; after twenty, reading stops.</summary>
    public IReadOnlyList<ManifestProblem> Problems { get; }

    private static string Describe(IReadOnlyList<ManifestProblem> problems)
    {
        ArgumentOutOfRangeException.ThrowIfZero(problems.Count, nameof(problems));
        if (problems.Count == 1)
        {
            return problems[0].ToString();
        }

        IEnumerable<string> lines = problems.Take(Shown).Select(problem => "  " + problem);
        string rest = problems.Count > Shown ? $"{Environment.NewLine}  and {problems.Count - Shown} more." : "";
        string head = string.Create(CultureInfo.InvariantCulture, $"{problems.Count} problems with the manifests:");
        return head + Environment.NewLine + string.Join(Environment.NewLine, lines) + rest;
    }
}
