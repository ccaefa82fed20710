using System.Globalization;

namespace OcmPowerShell.Hub.Placements.Spec;

/// <summary>A placement that a hub would refuse, or take and then never schedule. It names every problem found.</summary>
public sealed class PlacementException : HubException
{
    private const int Shown = 10;

    /// <summary>Gathers the problems into one error.</summary>
    /// <param name="problems">At least one; the first gives the error its id.</param>
    public PlacementException(IReadOnlyList<PlacementProblem> problems)
        : base(problems.Count > 0 ? problems[0].ErrorId : "", Describe(problems)) => Problems = problems;

    /// <summary>All problems in the order they were met.</summary>
    public IReadOnlyList<PlacementProblem> Problems { get; }

    private static string Describe(IReadOnlyList<PlacementProblem> problems)
    {
        ArgumentOutOfRangeException.ThrowIfZero(problems.Count, nameof(problems));
        if (problems.Count == 1)
        {
            return problems[0].ToString();
        }

        IEnumerable<string> lines = problems.Take(Shown).Select(problem => "  " + problem);
        string rest = problems.Count > Shown ? string.Create(CultureInfo.InvariantCulture, $"{Environment.NewLine}  and {problems.Count - Shown} more.") : "";
        string head = string.Create(CultureInfo.InvariantCulture, $"{problems.Count} problems with the placement:");
        return head + Environment.NewLine + string.Join(Environment.NewLine, lines) + rest;
    }
}
