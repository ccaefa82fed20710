namespace OcmPowerShell.Hub.Cel;

/// <summary>What evaluations that belong together may cost. A budget is for one thread at a time.</summary>
internal sealed class CelBudget(long limit = CelBudget.PerObject)
{
    /// <summary>What one evaluation of one expression may cost (Kubernetes: PerCallLimit).</summary>
    public const long PerCall = 1_000_000;

    /// <summary>What all expressions of one object or cluster may cost (Kubernetes: RuntimeCELCostBudget).</summary>
    public const long PerObject = 10_000_000;

    /// <summary>What is left.</summary>
    public long Remaining { get; private set; } = limit;

    /// <summary>Whether all is spent.</summary>
    public bool IsExhausted => Remaining < 0;

    /// <summary>Ends it: nothing more is evaluated.</summary>
    public void Exhaust() => Remaining = -1;

    /// <summary>Takes what an evaluation cost; below zero nothing more is evaluated.</summary>
    public void Spend(long cost) => Remaining -= cost;
}
