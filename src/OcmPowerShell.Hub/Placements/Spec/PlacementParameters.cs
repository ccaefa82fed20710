using System.Globalization;
using System.Text.Json.Nodes;

namespace OcmPowerShell.Hub.Placements.Spec;

/// <summary>What parameters say of a placement's spec. What is null is not named, and stays as it is.</summary>
internal sealed record PlacementParameters
{
    private const string Conflict = "Predicates are alternatives, of which one is enough, while -LabelSelector, -ClaimSelector and -CelExpression are parts of one predicate. "
        + "Write either those, or every alternative whole: -Predicate @{ LabelSelector = 'env=prod'; ClaimSelector = 'platform=aws' }, 'env=test'.";

    /// <summary><c>clusterSets</c>.</summary>
    public IReadOnlyList<string>? ClusterSets { get; init; }

    /// <summary>Label selectors, all of which must hold.</summary>
    public IReadOnlyList<JsonNode?>? LabelSelectors { get; init; }

    /// <summary>Claim selectors, all of which must hold.</summary>
    public IReadOnlyList<JsonNode?>? ClaimSelectors { get; init; }

    /// <summary>CEL expressions, all of which must be true.</summary>
    public IReadOnlyList<string>? CelExpressions { get; init; }

    /// <summary>Whole predicates, of which one is enough.</summary>
    public IReadOnlyList<JsonNode?>? Predicates { get; init; }

    /// <summary><c>numberOfClusters</c>.</summary>
    public int? Count { get; init; }

    /// <summary><c>prioritizerPolicy.configurations</c>.</summary>
    public IReadOnlyList<JsonNode?>? Prioritizers { get; init; }

    /// <summary><c>prioritizerPolicy.mode</c>.</summary>
    public string? PrioritizerMode { get; init; }

    /// <summary><c>tolerations</c>.</summary>
    public IReadOnlyList<JsonNode?>? Tolerations { get; init; }

    /// <summary><c>decisionGroups</c> of the group strategy.</summary>
    public IReadOnlyList<JsonNode?>? DecisionGroups { get; init; }

    /// <summary><c>clustersPerDecisionGroup</c> of the group strategy: a number or a percentage.</summary>
    public string? ClustersPerDecisionGroup { get; init; }

    /// <summary>Writes what is named into a spec, and leaves the rest of it alone.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="problems">Told what cannot be read; that is left out of the spec.</param>
    public void ApplyTo(JsonObject spec, PlacementProblems problems)
    {
        if (ClusterSets is not null)
        {
            spec["clusterSets"] = Texts(ClusterSets.Distinct(StringComparer.Ordinal));
        }

        ApplyPredicates(spec, problems);
        if (Count is { } count)
        {
            spec["numberOfClusters"] = count;
        }

        if (Prioritizers is not null)
        {
            Inner(spec, "prioritizerPolicy")["configurations"] = List("-Prioritizer", Prioritizers.SelectMany(Split), given => PlacementPrioritizer.Read(given).ToJson(), problems);
        }

        if (PrioritizerMode is not null)
        {
            Inner(spec, "prioritizerPolicy")["mode"] = PrioritizerMode;
        }

        if (Tolerations is not null)
        {
            spec["tolerations"] = List("-Toleration", Tolerations, given => PlacementToleration.Read(given).ToJson(), problems);
        }

        if (DecisionGroups is not null)
        {
            Inner(spec, "decisionStrategy", "groupStrategy")["decisionGroups"] = List("-DecisionGroup", DecisionGroups, given => PlacementDecisionGroup.Read(given).ToJson(), problems);
        }

        if (ClustersPerDecisionGroup?.Trim() is { } size)
        {
            // A number in quotes passes the server, and the scheduler then takes it for a bad percentage.
            Inner(spec, "decisionStrategy", "groupStrategy")["clustersPerDecisionGroup"] =
                long.TryParse(size, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : size;
        }
    }

    private void ApplyPredicates(JsonObject spec, PlacementProblems problems)
    {
        bool hasParts = LabelSelectors is not null || ClaimSelectors is not null || CelExpressions is not null;
        if (Predicates is not null && hasParts)
        {
            problems.Add("InvalidPredicate", "-Predicate", Conflict);
        }
        else if (Predicates is not null)
        {
            spec["predicates"] = List("-Predicate", Predicates, given => PlacementPredicate.Read(given).ToJson(), problems);
        }
        else if (hasParts && spec.ArrayAt("predicates") is { Count: > 1 } several)
        {
            problems.Add("InvalidPredicate", "-Predicate", string.Create(
                CultureInfo.InvariantCulture, $"The placement has {several.Count} predicates, so it is not clear which of them is to change. Give all that are to be with -Predicate."));
        }
        else if (hasParts)
        {
            ApplyParts(Inner(OnlyPredicate(spec), "requiredClusterSelector"), problems);
        }
    }

    private void ApplyParts(JsonObject selector, PlacementProblems problems)
    {
        if (LabelSelectors is not null)
        {
            selector["labelSelector"] = SelectorText.ToLabelSelector(Terms("-LabelSelector", LabelSelectors, problems));
        }

        if (ClaimSelectors is not null)
        {
            selector["claimSelector"] = SelectorText.ToClaimSelector(Terms("-ClaimSelector", ClaimSelectors, problems));
        }

        if (CelExpressions is not null)
        {
            selector["celSelector"] = new JsonObject { ["celExpressions"] = Texts(CelExpressions) };
        }
    }

    private static List<Selection.LabelSelectorRequirement> Terms(string parameter, IReadOnlyList<JsonNode?> given, PlacementProblems problems) =>
        [.. given.SelectMany(value => problems.Try(parameter, () => SelectorText.Read(value)) ?? [])];

    // As clusteradm: several may stand in one text.
    private static IEnumerable<JsonNode?> Split(JsonNode? given) =>
        given.TextAt() is { } text ? text.Split(',').Select(part => (JsonNode?)part.Trim()) : [given];

    private static JsonArray List(string parameter, IEnumerable<JsonNode?> given, Func<JsonNode?, JsonObject> read, PlacementProblems problems) =>
        new([.. given.Select(value => problems.Try(parameter, () => read(value))).OfType<JsonNode>()]);

    private static JsonArray Texts(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode)value)]);

    private static JsonObject OnlyPredicate(JsonObject spec)
    {
        if (spec.ArrayAt("predicates") is [JsonObject only])
        {
            return only;
        }

        JsonObject predicate = [];
        spec["predicates"] = new JsonArray(predicate);
        return predicate;
    }

    private static JsonObject Inner(JsonObject owner, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            if (owner[name] is not JsonObject inner)
            {
                owner[name] = inner = [];
            }

            owner = inner;
        }

        return owner;
    }
}
