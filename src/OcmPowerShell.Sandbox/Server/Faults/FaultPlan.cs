namespace OcmPowerShell.Sandbox.Server.Faults;

/// <summary>Rules that spoil answers on purpose. A request meets the first rule that matches it and is not used up.</summary>
internal sealed class FaultPlan
{
    private readonly object _lock = new();
    private readonly List<FaultRule> _rules = [];
    private int _hits;

    /// <summary>How many requests met a rule since the plan was cleared.</summary>
    public int Hits => Volatile.Read(ref _hits);

    /// <summary>The rules, in their order.</summary>
    public IReadOnlyList<FaultRule> Rules
    {
        get
        {
            lock (_lock)
            {
                return [.. _rules];
            }
        }
    }

    /// <summary>Adds a rule after the others, and returns it.</summary>
    public FaultRule Add(FaultRule rule)
    {
        lock (_lock)
        {
            _rules.Add(rule);
        }

        return rule;
    }

    /// <summary>Drops all rules.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _rules.Clear();
            _hits = 0;
        }
    }

    /// <summary>Answers a request, through the fault of the rule it meets if it meets one.</summary>
    internal Task HandleAsync(HttpRequest request, IHttpResponse response, IRequestHandler handler, CancellationToken cancellationToken)
    {
        Fault? fault = Take(request);
        return fault is null
            ? handler.HandleAsync(request, response, cancellationToken)
            : fault.ApplyAsync(request, response, handler, cancellationToken);
    }

    private Fault? Take(HttpRequest request)
    {
        lock (_lock)
        {
            FaultRule? rule = _rules.Find(rule => rule.TryUse(request));
            if (rule is null)
            {
                return null;
            }

            _hits++;
            return rule.Fault;
        }
    }
}
