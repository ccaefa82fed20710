using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OcmPowerShell.Hub.Placements.Selection;

namespace OcmPowerShell.Hub.Placements.Spec;

/// <summary>
/// Checks a placement before it is sent: what the server would refuse, and what it would take and the scheduler then never
/// schedule. Also tells of what hardly was meant.
/// </summary>
internal static partial class PlacementCheck
{
    // The decisions carry the placement's name as the value of a label.
    private const int LongestName = 63;

    private static readonly string[] IgnoredFields = ["spreadPolicy", "sortBy", "scoreRateLimit"];

    /// <summary>Checks a whole placement.</summary>
    public static void Run(JsonObject placement, PlacementProblems problems)
    {
        CheckNames(placement.TextAt("metadata", "name"), placement.TextAt("metadata", "namespace"), problems);
        CheckMap(placement.ObjectAt("metadata", "labels"), "metadata.labels", isLabels: true, problems);
        CheckMap(placement.ObjectAt("metadata", "annotations"), "metadata.annotations", isLabels: false, problems);
        if (placement["spec"] is not null and not JsonObject)
        {
            problems.Add("InvalidPlacement", "spec", "It must be an object.");
        }

        RunSpec(placement.ObjectAt("spec") ?? [], problems);
    }

    /// <summary>Checks a spec.</summary>
    public static void RunSpec(JsonObject value, PlacementProblems problems)
    {
        var spec = new SpecNode(value, "spec", problems);
        spec.WarnUnknown(["clusterSets", "numberOfClusters", "predicates", "prioritizerPolicy", "tolerations", "decisionStrategy", .. IgnoredFields]);
        CheckClusterSets(spec);
        CheckCount(spec);
        PredicateCheck.Run(spec);
        PrioritizerCheck.Run(spec);
        CheckTolerations(spec);
        CheckGroups(spec);
        WarnIgnored(spec);
    }

    /// <summary>Checks a placement's name and namespace; what is null is not there yet.</summary>
    public static void CheckNames(string? name, string? @namespace, PlacementProblems problems)
    {
        if (name is not null && (name.Length > LongestName || !Subdomain().IsMatch(name)))
        {
            problems.Add("InvalidName", "metadata.name", $"'{name}' cannot be the name of a placement: use lower-case letters, digits, '-' and '.', beginning and ending with a letter or digit, at most {LongestName} characters (its decisions carry it as a label).");
        }

        if (@namespace is not null && (@namespace.Length > LongestName || !Label().IsMatch(@namespace)))
        {
            problems.Add("InvalidName", "metadata.namespace", $"'{@namespace}' cannot be the name of a namespace: use lower-case letters, digits and '-', beginning and ending with a letter or digit, at most {LongestName} characters.");
        }
    }

    private static void CheckMap(JsonObject? map, string path, bool isLabels, PlacementProblems problems)
    {
        foreach ((string key, JsonNode? value) in map ?? [])
        {
            string? problem = LabelSyntax.ProblemOfKey(key);
            problem ??= value.TextAt() is not { } text ? "its value must be text (put it into quotes)" : isLabels ? LabelSyntax.ProblemOfValue(text) : null;
            if (problem is not null)
            {
                problems.Add("InvalidLabel", path, $"'{key}={GivenObject.Scalar(value)}' cannot be: {problem}.");
            }
        }
    }

    private static void CheckClusterSets(SpecNode spec)
    {
        IReadOnlyList<string> sets = spec.Texts("clusterSets");
        foreach (string set in sets.Where(set => set.Length > 253 || !Subdomain().IsMatch(set)))
        {
            spec.Add("InvalidName", "clusterSets", $"'{set}' cannot be the name of a cluster set.");
        }

        WarnOfDuplicates(spec, "clusterSets", sets, "is named more than once.");
    }

    private static void CheckCount(SpecNode spec)
    {
        switch (spec.Integer("numberOfClusters"))
        {
            case < 0 or > int.MaxValue:
                spec.Add("InvalidCount", "numberOfClusters", "The number of clusters must be 0 to 2147483647. Leave it out for all clusters that match.");
                break;
            case 0:
                spec.Problems.Warn("spec.numberOfClusters", "0 selects no cluster at all. Leave the number out for all clusters that match.");
                break;
        }
    }

    private static void CheckTolerations(SpecNode spec)
    {
        IReadOnlyList<SpecNode> tolerations = spec.Objects("tolerations");
        foreach (SpecNode toleration in tolerations)
        {
            TolerationCheck.Run(toleration);
        }

        WarnOfDuplicates(spec, "tolerations", tolerations.Select(one => PlacementToleration.FromJson(one.Value).ToString()), "is there more than once.");
    }

    private static void CheckGroups(SpecNode spec)
    {
        SpecNode? strategy = spec.Object("decisionStrategy");
        strategy?.WarnUnknown("groupStrategy");
        if (strategy?.Object("groupStrategy") is not { } groups)
        {
            return;
        }

        groups.WarnUnknown("clustersPerDecisionGroup", "decisionGroups");
        CheckGroupSize(groups);
        IReadOnlyList<SpecNode> entries = groups.Objects("decisionGroups");
        for (int i = 0; i < entries.Count; i++)
        {
            CheckGroup(entries[i], isLast: i == entries.Count - 1);
        }

        WarnOfDuplicates(groups, "decisionGroups", entries.Select(one => one.Value.TextAt("groupName")).OfType<string>(), "is the name of several groups.");
    }

    private static void CheckGroupSize(SpecNode groups)
    {
        JsonNode? size = groups.Value["clustersPerDecisionGroup"];
        bool isNumber = size is not null && size.AsInteger() is not null;
        if (size is null || (isNumber ? size.AsInteger() is >= 1 and <= int.MaxValue : Percentage().IsMatch(size.TextAt() ?? "")))
        {
            return;
        }

        // The server takes a number in quotes, the scheduler does not.
        string why = long.TryParse(size.TextAt(), NumberStyles.None, CultureInfo.InvariantCulture, out _) ? " As a number it must stand without quotes." : "";
        groups.Add("InvalidDecisionGroup", "clustersPerDecisionGroup", $"{size.ToJsonString()} is neither a number of clusters from 1 nor a percentage from 1% to 100%.{why}");
    }

    private static void CheckGroup(SpecNode group, bool isLast)
    {
        group.WarnUnknown("groupName", "groupClusterSelector");
        string name = group.Text("groupName") ?? "";
        if (!GroupName().IsMatch(name))
        {
            group.Add("InvalidDecisionGroup", "groupName", $"'{name}' cannot be the name of a group: use 2 to 63 letters, digits, '-', '_' and '.', beginning and ending with a letter or digit.");
        }

        if (group.Object("groupClusterSelector") is not { } selector)
        {
            group.Add("InvalidDecisionGroup", "It needs a groupClusterSelector with a labelSelector or a claimSelector.");
            return;
        }

        if (selector.Has("celSelector"))
        {
            selector.Warn("celSelector counts for nothing in a decision group; a hub drops it.");
        }

        bool selects = PredicateCheck.Selectors(selector, "InvalidDecisionGroup", "celSelector");
        if (!selects && !isLast)
        {
            selector.Warn($"the group '{name}' selects every cluster, so the groups after it stay empty.");
        }
    }

    private static void WarnIgnored(SpecNode spec)
    {
        // These two are what a server fills in.
        bool IsDefault(string field) => spec.Value.TextAt(field) is { } text && text == (field == "sortBy" ? "ClusterName" : "1m");
        foreach (string field in IgnoredFields.Where(field => spec.Has(field) && !IsDefault(field)))
        {
            spec.Problems.Warn($"spec.{field}", "OCM's scheduler does not read this field as of 1.3: it changes nothing.");
        }
    }

    /// <summary>Warns of what stands in a list more than once.</summary>
    internal static void WarnOfDuplicates(SpecNode owner, string name, IEnumerable<string> values, string what)
    {
        foreach (IGrouping<string, string> same in values.GroupBy(value => value, StringComparer.Ordinal).Where(same => same.Skip(1).Any()))
        {
            owner.Problems.Warn(owner.PathOf(name), $"'{same.Key}' {what}");
        }
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Label();

    [GeneratedRegex(@"^(100|[1-9][0-9]?)%\z", RegexOptions.CultureInvariant)]
    private static partial Regex Percentage();

    [GeneratedRegex(@"^[a-zA-Z0-9][-A-Za-z0-9_.]{0,61}[a-zA-Z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex GroupName();
}
