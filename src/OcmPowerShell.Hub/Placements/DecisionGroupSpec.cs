using OcmPowerShell.Hub.Placements.Selection;

namespace OcmPowerShell.Hub.Placements;

/// <summary>An entry of <c>spec.decisionStrategy.groupStrategy.decisionGroups</c>.</summary>
/// <param name="Name">The group's name.</param>
/// <param name="Selector">Which of the selected clusters it takes, by labels and claims.</param>
internal sealed record DecisionGroupSpec(string Name, ClusterSelectorSpec Selector);
