using System.Globalization;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Placements.Filters;

namespace OcmPowerShell.Hub.Placements.Testing;

/// <summary>Says which taint keeps a cluster out, what it means, and why no toleration counts.</summary>
/// <param name="tolerations">The placement's tolerations.</param>
internal sealed class TaintText(IReadOnlyList<Toleration> tolerations)
{
    /// <summary>Why a taint is not tolerated.</summary>
    public string Of(Taint taint) => $"the taint {taint}{Meaning(taint)} is not tolerated: {Why(taint)}";

    private static string Meaning(Taint taint)
    {
        string effect = taint.Effect == "NoSelectIfNew" ? "keeps out a cluster that is not selected yet" : "";
        string cause = taint.Key switch
        {
            "cluster.open-cluster-management.io/unreachable" => "the cluster has stopped reporting",
            "cluster.open-cluster-management.io/unavailable" => "the cluster reports that it is not available",
            _ => "",
        };
        string both = string.Join("; ", new[] { cause, effect }.Where(text => text.Length > 0));
        return both.Length == 0 ? "" : $" ({both})";
    }

    private string Why(Taint taint)
    {
        Toleration[] expired = [.. tolerations.Where(toleration => TaintTolerationFilter.Fits(toleration, taint))];
        if (expired.Length > 0)
        {
            return taint.TimeAdded is null
                ? string.Create(CultureInfo.InvariantCulture, $"its toleration lasts {expired.Max(toleration => toleration.Seconds)} s, and nobody knows since when the taint is there")
                : string.Create(CultureInfo.InvariantCulture, $"its toleration ended at {expired.Max(toleration => TaintTolerationFilter.EndOf(toleration, taint)):u}");
        }

        return tolerations.Count switch
        {
            0 => "the placement has no tolerations",
            1 => $"the placement's toleration ({Text(tolerations[0])}) is for another",
            _ => string.Create(CultureInfo.InvariantCulture, $"none of the placement's {tolerations.Count} tolerations is for it"),
        };
    }

    private static string Text(Toleration toleration)
    {
        string what = (toleration.Key.Length, toleration.Operator) switch
        {
            (0, _) => "any key",
            (_, "Exists") => toleration.Key,
            _ => $"{toleration.Key}={toleration.Value}",
        };
        return toleration.Effect.Length == 0 ? what : $"{what}:{toleration.Effect}";
    }
}
