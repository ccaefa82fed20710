using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Selection;

namespace OcmPowerShell.Sandbox.Controllers.Authorization;

/// <summary>Writes into aggregated ClusterRoles the rules of those that their selectors choose.</summary>
/// <param name="hub">The hub, as <c>clusterrole-aggregation-controller</c>.</param>
/// <param name="backoff">Pause before a role that failed is tried again.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Told of everything unexpected.</param>
internal sealed class ClusterRoleAggregation(IResourceClient hub, Backoff backoff, TimeProvider time, Action<ActorFault> report) : IActor
{
    private static readonly ResourceType Type = KubernetesTypes.ClusterRole;

    /// <summary>What the aggregated roles choose, and the labels of all roles that have some, as the watch last told.</summary>
    private readonly Dictionary<string, LabelRequirement[][]> _aggregated = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, string>> _labels = new(StringComparer.Ordinal);

    public string Name => "cluster role aggregation";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _aggregated.Clear();
        _labels.Clear();
        using var loop = new ReconcileLoop(Name, report, backoff, time, cancellationToken);
        loop.Follow("the watch of clusterroles", async stop =>
        {
            await foreach (var change in hub.WatchAsync(Type, null, stop))
            {
                Notice(loop, change);
            }
        });
        await loop.RunAsync(Reconcile);
    }

    private void Notice(ReconcileLoop loop, ResourceEvent change)
    {
        var (role, name) = (change.Object, change.Object.Name());
        var labels = change.Type == "DELETED" ? [] : LabelsOf(role);
        var before = _labels.GetValueOrDefault(name) ?? [];
        if (labels.Count > 0)
        {
            _labels[name] = labels;
        }
        else
        {
            _labels.Remove(name);
        }

        _aggregated.Remove(name);
        if (change.Type != "DELETED" && role.ObjectAt("aggregationRule") is { } rule)
        {
            _aggregated[name] = SelectorsOf(rule);
            loop.Add(name);
        }

        foreach (var (aggregated, _) in _aggregated.Where(one => Chooses(one.Value, labels) || Chooses(one.Value, before)))
        {
            loop.Add(aggregated);
        }
    }

    private TimeSpan? Reconcile(string name)
    {
        hub.Change(Type, null, name, role =>
        {
            if (role.ObjectAt("aggregationRule") is not { } rule)
            {
                return false;
            }

            var rules = RulesOf(rule, name);
            if (JsonEquality.Same(role["rules"], rules))
            {
                return false;
            }

            role["rules"] = rules;
            return true;
        });
        return null;
    }

    private JsonArray RulesOf(JsonObject aggregation, string self)
    {
        var selectors = SelectorsOf(aggregation);
        var rules = new JsonArray();
        foreach (var role in hub.List(Type).Where(role => role.Name() != self && Chooses(selectors, LabelsOf(role))).OrderBy(role => role.Name(), StringComparer.Ordinal))
        {
            foreach (var rule in role.ObjectsAt("rules").Where(rule => !rules.Any(known => JsonEquality.Same(known, rule))))
            {
                rules.Add(rule.DeepClone());
            }
        }

        return rules;
    }

    /// <summary>A selector that says nothing chooses everything, as everywhere in Kubernetes.</summary>
    private static bool Chooses(LabelRequirement[][] selectors, Dictionary<string, string> labels) =>
        selectors.Any(selector => selector.All(requirement => requirement.Matches(labels)));

    private static Dictionary<string, string> LabelsOf(JsonObject role) =>
        (role.ObjectAt("metadata", "labels") ?? []).ToDictionary(label => label.Key, label => (string?)label.Value ?? "");

    private static LabelRequirement[][] SelectorsOf(JsonObject aggregation) =>
        [.. aggregation.ObjectsAt("clusterRoleSelectors").Select(selector => RequirementsOf(selector).ToArray())];

    private static IEnumerable<LabelRequirement> RequirementsOf(JsonObject selector)
    {
        foreach (var (key, value) in selector.ObjectAt("matchLabels") ?? [])
        {
            yield return new LabelRequirement(key, LabelOperator.In, [(string?)value ?? ""]);
        }

        foreach (var expression in selector.ObjectsAt("matchExpressions"))
        {
            if (Enum.TryParse<LabelOperator>(expression.TextAt("operator"), out var comparison) && comparison <= LabelOperator.NotIn)
            {
                yield return new LabelRequirement(
                    expression.TextAt("key") ?? "", comparison, [.. expression.ArrayAt("values")?.Select(value => (string?)value ?? "") ?? []]);
            }
        }
    }
}
