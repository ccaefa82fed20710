using OcmPowerShell.Hub.Placements.Selection;

namespace OcmPowerShell.Hub.Placements.Spec;

/// <summary>Checks what clusters must be like.</summary>
internal static class PredicateCheck
{
    private const string ErrorId = "InvalidPredicate";

    // CEL that OCM knows and this module does not.
    private const string NotSupported = "is not supported by this hub";

    /// <summary>Checks <c>spec.predicates</c>.</summary>
    public static void Run(SpecNode spec)
    {
        IReadOnlyList<SpecNode> predicates = spec.Objects("predicates");
        foreach (SpecNode predicate in predicates)
        {
            CheckPredicate(predicate, predicates.Count);
        }

        PlacementCheck.WarnOfDuplicates(spec, "predicates", predicates.Select(predicate => PlacementPredicate.FromJson(predicate.Value).ToString()), "is there more than once.");
    }

    /// <summary>Checks a selector's labels and claims; whether it selects anything less than everything.</summary>
    /// <param name="selector">The selector.</param>
    /// <param name="errorId">The id of errors about it.</param>
    /// <param name="others">What else it may have.</param>
    public static bool Selectors(SpecNode selector, string errorId, params string[] others)
    {
        string[] known = ["labelSelector", "claimSelector", .. others];
        IReadOnlyList<string> unknown = selector.Unknown(known);
        if (unknown.Count > 0 && !known.Any(selector.Has))
        {
            selector.Add(errorId, $"OCM knows no '{unknown[0]}' here: a hub would drop it, and all clusters would be selected. It may have {string.Join(", ", known)}.");
        }
        else
        {
            selector.WarnUnknown(known);
        }

        bool labels = CheckLabels(selector.Object("labelSelector"), isClaims: false);
        bool claims = CheckLabels(selector.Object("claimSelector"), isClaims: true);
        return labels || claims;
    }

    private static void CheckPredicate(SpecNode predicate, int count)
    {
        if (predicate.Object("requiredClusterSelector") is not { } selector)
        {
            string found = predicate.Unknown() is [var name, ..] ? $", and OCM knows no '{name}' here" : "";
            predicate.Add(ErrorId, $"It has no requiredClusterSelector{found}: every cluster would be selected. Put labelSelector, claimSelector and celSelector under requiredClusterSelector.");
            return;
        }

        predicate.WarnUnknown("requiredClusterSelector");
        bool selects = Selectors(selector, ErrorId, "celSelector") | CheckExpressions(selector.Object("celSelector"));
        if (!selects && count > 1)
        {
            predicate.Warn("it selects every cluster, so the other predicates count for nothing.");
        }
    }

    private static bool CheckLabels(SpecNode? selector, bool isClaims)
    {
        if (selector is null)
        {
            return false;
        }

        if (isClaims && selector.Has("matchLabels"))
        {
            selector.Add("InvalidSelector", "A claim selector has no matchLabels: a hub would drop them, and select clusters with any claims. Write matchExpressions, or -ClaimSelector 'name=value'.");
        }

        selector.WarnUnknown(isClaims ? ["matchExpressions", "matchLabels"] : ["matchLabels", "matchExpressions"]);
        int before = selector.Problems.Problems.Count;
        if (selector.Object("matchLabels") is { } labels)
        {
            foreach (string name in labels.Value.Select(label => label.Key))
            {
                labels.Text(name);
            }
        }

        foreach (SpecNode expression in selector.Objects("matchExpressions"))
        {
            expression.WarnUnknown("key", "operator", "values");
            _ = (expression.Text("key"), expression.Text("operator"), expression.Texts("values"));
        }

        return selector.Problems.Problems.Count > before || CheckTerms(selector, isClaims);
    }

    private static bool CheckTerms(SpecNode selector, bool isClaims)
    {
        try
        {
            LabelSelector terms = isClaims ? LabelSelector.ParseClaims(selector.Value) : LabelSelector.Parse(selector.Value);
            foreach (IGrouping<string, LabelSelectorRequirement> same in terms.Requirements.GroupBy(term => term.Key, StringComparer.Ordinal))
            {
                if (CannotBe([.. same]))
                {
                    selector.Warn($"no cluster can meet '{string.Join(",", same)}' at once. For one or the other write '{same.Key} in (…)'.");
                }
            }

            return terms.Requirements.Count > 0;
        }
        catch (SelectorSyntaxException exception)
        {
            selector.Add("InvalidSelector", $"{exception.Message}. The placement would be Misconfigured and select nothing. {SelectorText.Forms}");
            return true;
        }
    }

    private static bool CannotBe(IReadOnlyList<LabelSelectorRequirement> terms)
    {
        bool isWanted = terms.Any(term => term.Operator is LabelSelectorOperator.In or LabelSelectorOperator.Exists);
        if (isWanted && terms.Any(term => term.Operator == LabelSelectorOperator.DoesNotExist))
        {
            return true;
        }

        IEnumerable<string>? left = null;
        foreach (LabelSelectorRequirement term in terms.Where(term => term.Operator == LabelSelectorOperator.In))
        {
            left = left is null ? term.Values : left.Intersect(term.Values);
        }

        return left is not null && !left.Except(terms.Where(term => term.Operator == LabelSelectorOperator.NotIn).SelectMany(term => term.Values)).Any();
    }

    private static bool CheckExpressions(SpecNode? selector)
    {
        if (selector is null)
        {
            return false;
        }

        selector.WarnUnknown("celExpressions");
        IReadOnlyList<string> expressions = selector.Texts("celExpressions");
        foreach (string expression in expressions)
        {
            CheckExpression(selector, expression);
        }

        return expressions.Count > 0;
    }

    private static void CheckExpression(SpecNode selector, string expression)
    {
        try
        {
            CelSelector.Compile([expression], new ScoreIndex([]));
        }
        catch (SelectorSyntaxException exception) when (exception.Message.Contains(NotSupported, StringComparison.Ordinal))
        {
            selector.Warn($"'{expression}' uses what this module does not know, so only the hub can check it.");
        }
        catch (SelectorSyntaxException exception)
        {
            selector.Add("InvalidExpression", "celExpressions", $"'{expression}' is no CEL expression, so the placement would be Misconfigured and select nothing. {exception.Message}");
        }
    }
}
