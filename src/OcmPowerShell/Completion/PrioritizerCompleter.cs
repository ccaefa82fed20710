using System.Management.Automation;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Hub.Placements.Spec;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Completion;

/// <summary>Completes prioritizers of placements: those that every hub has, and the scores that add-ons have left on this one.</summary>
public sealed class PrioritizerCompleter : HubCompleter
{
    private protected override async Task<IReadOnlyList<CompletionResult>> CompleteAsync(HubConnection hub, CompletionRequest request, CancellationToken cancellationToken)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (ListedObject value in ListedObject.ListAsync(hub, ResourcePath.AddOnPlacementScores, null, cancellationToken).ConfigureAwait(false))
        {
            var facts = AddOnScoreFacts.Parse(value.Value);
            found.UnionWith(facts.Scores.Select(score => $"{facts.Name}:{score.Key}"));
        }

        return [.. WithoutHub(request), .. Matching(request.Typed, PlacementPrioritizer.AddOnType, found, name => $"What an add-on says of each cluster: {name}")];
    }

    private protected override IReadOnlyList<CompletionResult> WithoutHub(CompletionRequest request) =>
        [.. Matching(request.Typed, PlacementPrioritizer.BuiltInType, PlacementPrioritizer.BuiltInNames, name => name switch
        {
            "Balance" => "Clusters that few placements have selected come first",
            "Steady" => "Clusters that the placement has selected already come first",
            "ResourceAllocatableCPU" => "Clusters with more CPU to spare come first",
            _ => "Clusters with more memory to spare come first",
        })];

    // The name alone is what people begin to type.
    private static IEnumerable<CompletionResult> Matching(string typed, string type, IEnumerable<string> names, Func<string, string> toolTip) => names
        .Select(name => (Text: $"{type}:{name}:1", Name: name))
        .Where(candidate => candidate.Text.StartsWith(typed, StringComparison.OrdinalIgnoreCase) || candidate.Name.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
        .Select(candidate => Completions.Of(candidate.Text, candidate.Text, toolTip(candidate.Name)));
}
