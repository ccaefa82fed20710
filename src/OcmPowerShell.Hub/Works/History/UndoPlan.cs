using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Works.History;

/// <summary>What is to come back to a work.</summary>
/// <param name="Work">The work as it is.</param>
/// <param name="Record">The former state; null where the work is in the state that was asked for.</param>
internal sealed record UndoPlan(Work Work, HistoryRecord? Record)
{
    /// <summary>What is to be known of it; empty for nothing.</summary>
    public string Warning { get; init; } = "";
}
