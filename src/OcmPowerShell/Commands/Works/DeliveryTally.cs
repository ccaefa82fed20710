using System.Globalization;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works.Delivery;

namespace OcmPowerShell.Commands;

/// <summary>Counts what became of a delivery. Pipeline thread only.</summary>
internal sealed class DeliveryTally
{
    private readonly Dictionary<WorkChangeAction, int> _counts = [];
    private readonly SortedSet<string> _failed = new(StringComparer.Ordinal);

    /// <summary>The clusters in which something is not as asked for.</summary>
    public IReadOnlyList<string> Failed => [.. _failed];

    /// <summary>How many clusters were given what they had none of.</summary>
    public int Entered { get; private set; }

    /// <summary>How many were to be, and could not.</summary>
    public int NotEntered { get; private set; }

    /// <summary>Counts a step.</summary>
    public void Add(DeliveryOutcome outcome)
    {
        _counts[outcome.Action] = _counts.GetValueOrDefault(outcome.Action) + 1;
        bool failed = outcome.Action == WorkChangeAction.Failed;
        if (failed)
        {
            _failed.Add(outcome.Step.Cluster);
        }

        Entered += outcome.Step.Enters && !failed ? 1 : 0;
        NotEntered += outcome.Step.Enters && failed ? 1 : 0;
    }

    /// <inheritdoc/>
    public override string ToString() => _counts.Count == 0 ? "nothing to do" : string.Join(", ", _counts.OrderBy(pair => pair.Key).Select(pair =>
        string.Create(CultureInfo.InvariantCulture, $"{pair.Value} {pair.Key.ToString().ToLowerInvariant()}")));
}
