namespace OcmPowerShell.Hub.Manifests;

/// <summary>
/// What becomes of a chart's hooks, which <c>helm template</c> prints among the manifests. An agent knows no hooks: it
/// applies all it is given, at once and again and again. So those that an installation does not run are left out; a Job
/// that cleans up before a deletion would do so right away.
/// </summary>
internal sealed class HelmHooks
{
    private const int Shown = 5;

    private readonly List<string> _applied = [];
    private readonly List<string> _leftOut = [];

    /// <summary>Says whether a manifest is to be left out, and keeps in mind what to tell about it.</summary>
    public bool LeavesOut(ManifestHeader header, Manifest manifest)
    {
        string[] events = header.HelmHook.Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (events.Length == 0)
        {
            return false;
        }

        bool leftOut = Array.TrueForAll(events, IsOfNoInstallation);
        (leftOut ? _leftOut : _applied).Add($"{manifest.Identity} ({string.Join(", ", events)})");
        return leftOut;
    }

    /// <summary>One sentence for those that were left out, one for those that were not.</summary>
    public IEnumerable<string> Warnings()
    {
        if (_leftOut.Count > 0)
        {
            yield return $"Helm hooks that an installation does not run are left out: {List(_leftOut)}.";
        }

        if (_applied.Count > 0)
        {
            yield return $"Helm hooks are applied like any other manifest, not before or after the rest, and stay: {List(_applied)}. Leave them out with helm template --no-hooks.";
        }
    }

    private static bool IsOfNoInstallation(string when) =>
        when is "test" or "test-success" or "test-failure" or "pre-delete" or "post-delete" or "pre-rollback" or "post-rollback";

    private static string List(List<string> hooks) =>
        string.Join("; ", hooks.Take(Shown)) + (hooks.Count > Shown ? $" and {hooks.Count - Shown} more" : "");
}
