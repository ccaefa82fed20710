namespace OcmPowerShell.Hub.Cel;

/// <summary>
/// Counts what one evaluation costs, by cel-go's measure where it has one. Work is paid for before it is done, so that
/// no expression takes more time or memory than its limit stands for.
/// </summary>
internal sealed class CelMeter(CelBudget budget)
{
    private long _spent;

    /// <summary>Pays.</summary>
    /// <exception cref="CelEvaluationException">The limit of the call or the budget is exceeded.</exception>
    public void Pay(long cost)
    {
        _spent += cost;
        if (_spent > budget.Remaining)
        {
            throw new CelEvaluationException("CEL evaluation budget exceeded");
        }

        if (_spent > CelBudget.PerCall)
        {
            throw new CelEvaluationException("operation cancelled: actual cost limit exceeded");
        }
    }

    /// <summary>Takes what was paid out of the budget.</summary>
    public void Settle() => budget.Spend(_spent);
}
