using System.Globalization;

namespace OcmPowerShell.Sandbox.Api.Selection;

/// <summary>One requirement of a label selector.</summary>
/// <param name="Key">The label's name.</param>
/// <param name="Operator">The comparison.</param>
/// <param name="Values">What it is compared with.</param>
internal sealed record LabelRequirement(string Key, LabelOperator Operator, IReadOnlyList<string> Values)
{
    /// <summary>Whether labels meet the requirement. A label that is missing is not in any list of values.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        bool has = labels.TryGetValue(Key, out string? value);
        return Operator switch
        {
            LabelOperator.Exists => has,
            LabelOperator.DoesNotExist => !has,
            LabelOperator.In => has && Values.Contains(value!, StringComparer.Ordinal),
            LabelOperator.NotIn => !has || !Values.Contains(value!, StringComparer.Ordinal),
            LabelOperator.GreaterThan => has && Whole(value!) is long number && number > Whole(Values[0]),
            _ => has && Whole(value!) is long number && number < Whole(Values[0]),
        };
    }

    private static long? Whole(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;
}
