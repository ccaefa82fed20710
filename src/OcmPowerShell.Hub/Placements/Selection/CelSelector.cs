using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Cel;
using OcmPowerShell.Hub.Cel.Functions;
using OcmPowerShell.Hub.Cel.Values;

namespace OcmPowerShell.Hub.Placements.Selection;

/// <summary>The CEL expressions of a selector, all of which must be true of a cluster.</summary>
internal sealed class CelSelector
{
    private const string Variable = "managedCluster";
    private static readonly CelSelector Everything = new([]);

    private readonly (string Source, CelProgram Program)[] _expressions;

    private CelSelector((string Source, CelProgram Program)[] expressions) => _expressions = expressions;

    /// <summary>Compiles expressions.</summary>
    /// <param name="expressions">The expressions.</param>
    /// <param name="scores">What <c>managedCluster.scores("name")</c> gives.</param>
    /// <exception cref="SelectorSyntaxException">One cannot be compiled.</exception>
    public static CelSelector Compile(IReadOnlyList<string> expressions, ScoreIndex scores)
    {
        if (expressions.Count == 0)
        {
            return Everything;
        }

        CelFunction scoresOf = CelFunction.Member(
            "scores", [CelType.Dyn, CelType.String], CelType.List, arguments => ScoresOf(arguments[0], (string)arguments[1]!, scores));
        CelEnvironment environment = new([(Variable, CelType.Map)], OcmFunctions.ParseJson, scoresOf);
        try
        {
            return new CelSelector([.. expressions.Select(expression => (expression, environment.Compile(expression)))]);
        }
        catch (CelCompileException error)
        {
            throw new SelectorSyntaxException($"compilation failed: {error.Report}");
        }
    }

    /// <summary>The first expression that is not true of a cluster, with the error if it came to one; null when all are true.</summary>
    public string? FirstUnmet(ManagedClusterFacts cluster)
    {
        CelBudget? budget = null;
        foreach ((string source, CelProgram program) in _expressions)
        {
            try
            {
                if (program.Evaluate(Variable, cluster.Object, budget ??= new CelBudget()) is not true)
                {
                    return source;
                }
            }
            catch (CelEvaluationException error)
            {
                return $"{source}: {error.Message}";
            }
        }

        return null;
    }

    private static object ScoresOf(object? cluster, string name, ScoreIndex scores)
    {
        if (cluster is not CelMap value || !value.TryGet("metadata", out object? metadata))
        {
            return new CelError("failed to get cluster metadata");
        }

        if (metadata is not CelMap members || !members.TryGet("name", out object? clusterName) || clusterName is not string text)
        {
            return new CelError("failed to get cluster name");
        }

        return scores.Find(text, name) is { } published
            ? new JsonArray([.. published.Scores.Select(score => new JsonObject { ["name"] = score.Key, ["value"] = score.Value })])
            : new CelError($"failed to get score: addonplacementscore.cluster.open-cluster-management.io \"{name}\" not found");
    }
}
