namespace OcmPowerShell.Hub.Placements;

/// <summary>Why one predicate does not select a cluster.</summary>
/// <param name="Index">The predicate's place in <c>spec.predicates</c>, from 0.</param>
/// <param name="Selector">labelSelector, claimSelector or celSelector.</param>
/// <param name="Requirement">The first part of it that does not hold.</param>
internal sealed record PredicateMiss(int Index, string Selector, string Requirement);
