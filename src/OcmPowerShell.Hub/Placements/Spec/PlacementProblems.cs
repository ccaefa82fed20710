namespace OcmPowerShell.Hub.Placements.Spec;

/// <summary>Collects what is wrong with a placement and what is odd about it, so that its author mends it in one go.</summary>
internal sealed class PlacementProblems
{
    private readonly List<PlacementProblem> _problems = [];
    private readonly List<string> _warnings = [];

    /// <summary>What would be refused, or never scheduled.</summary>
    public IReadOnlyList<PlacementProblem> Problems => _problems;

    /// <summary>What is taken, but hardly what was meant.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Notes what cannot be.</summary>
    public void Add(string errorId, string where, string message) => _problems.Add(new PlacementProblem(errorId, where, message));

    /// <summary>Notes what is odd.</summary>
    public void Warn(string where, string message) => _warnings.Add($"{where}: {message}");

    /// <summary>Notes what is odd, each with its place.</summary>
    public void WarnAll(IEnumerable<string> warnings) => _warnings.AddRange(warnings);

    /// <summary>Reads something, and notes why it cannot be read; null then.</summary>
    public T? Try<T>(string where, Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (HubException exception)
        {
            Add(exception.ErrorId, where, exception.Message);
            return null;
        }
    }

    /// <exception cref="PlacementException">There is at least one problem.</exception>
    public void ThrowIfAny()
    {
        if (_problems.Count > 0)
        {
            throw new PlacementException(_problems);
        }
    }
}
