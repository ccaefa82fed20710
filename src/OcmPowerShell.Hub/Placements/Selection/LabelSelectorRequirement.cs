namespace OcmPowerShell.Hub.Placements.Selection;

/// <summary>One requirement of a selector; <c>matchLabels</c> entries are requirements with one value.</summary>
/// <param name="Key">The label's key, or the claim's name.</param>
/// <param name="Operator">The comparison.</param>
/// <param name="Values">What In and NotIn compare with.</param>
internal sealed record LabelSelectorRequirement(string Key, LabelSelectorOperator Operator, IReadOnlyList<string> Values)
{
    private string? _text;

    /// <summary>Whether labels meet it.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels) => Operator switch
    {
        LabelSelectorOperator.Exists => labels.ContainsKey(Key),
        LabelSelectorOperator.DoesNotExist => !labels.ContainsKey(Key),
        LabelSelectorOperator.In => labels.TryGetValue(Key, out string? value) && Has(value),
        _ => !labels.TryGetValue(Key, out string? value) || !Has(value),
    };

    /// <summary>As a query would say it: <c>env in (prod)</c>.</summary>
    public override string ToString() => _text ??= Operator switch
    {
        LabelSelectorOperator.Exists => Key,
        LabelSelectorOperator.DoesNotExist => $"!{Key}",
        LabelSelectorOperator.In when Values.Count == 1 => $"{Key}={Values[0]}",
        LabelSelectorOperator.In => $"{Key} in ({string.Join(",", Values)})",
        _ => $"{Key} notin ({string.Join(",", Values)})",
    };

    private bool Has(string value)
    {
        for (int i = 0; i < Values.Count; i++)
        {
            if (string.Equals(Values[i], value, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
