namespace OcmPowerShell.Hub.Manifests;

/// <summary>Collects problems, so that an author mends a folder of files in one go.</summary>
internal sealed class ManifestProblems
{
    private const int Most = 20;

    private readonly List<ManifestProblem> _problems = [];

    public int Count => _problems.Count;

    /// <exception cref="ManifestException">With this one there are twenty: more would help nobody.</exception>
    public void Add(string errorId, ManifestSource source, string message)
    {
        _problems.Add(new ManifestProblem(errorId, source, message));
        if (_problems.Count >= Most)
        {
            throw new ManifestException(_problems);
        }
    }

    /// <exception cref="ManifestException">There is at least one problem.</exception>
    public void ThrowIfAny()
    {
        if (_problems.Count > 0)
        {
            throw new ManifestException(_problems);
        }
    }
}
