using System.Text.RegularExpressions;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Works;

/// <summary>A condition to wait for, as kubectl takes it: <c>Complete</c>, <c>Progressing=False</c>, <c>condition=Degraded=Unknown</c>.</summary>
/// <param name="Type">The condition's type, in any case.</param>
/// <param name="Status">Its status; null is Unknown.</param>
internal sealed partial record ConditionGoal(string Type, bool? Status)
{
    private const string Prefix = "condition=";

    /// <summary>Reads one; null where the text is none.</summary>
    public static ConditionGoal? Parse(string text)
    {
        string rest = text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? text[Prefix.Length..] : text;
        string[] parts = rest.Split('=', StringSplitOptions.TrimEntries);
        return !TypeName().IsMatch(parts[0]) ? null : parts switch
        {
            [var type] => new ConditionGoal(type, true),
            [var type, var status] => status.ToUpperInvariant() switch
            {
                "TRUE" => new ConditionGoal(type, true),
                "FALSE" => new ConditionGoal(type, false),
                "UNKNOWN" => new ConditionGoal(type, null),
                _ => null,
            },
            _ => null,
        };
    }

    /// <summary>Whether an object has it now: one that speaks of an earlier generation does not count.</summary>
    public bool Holds(HubObject value) => Current(value) is { } condition && condition.Status == Status;

    /// <summary>How it is with that condition.</summary>
    public string Describe(HubObject value)
    {
        if (Find(value) is not { } condition)
        {
            string others = string.Join(", ", value.Conditions.Select(other => other.Type));
            return $"it has no condition {Type}{(others.Length == 0 ? "" : $", only {others}")}";
        }

        string why = condition.Message.Length > 0 ? condition.Message : condition.Reason;
        return Current(value) is null ? $"{condition} speaks of an earlier generation"
            : why.Length == 0 ? condition.ToString() : $"{condition} ({why.TrimEnd('.')})";
    }

    /// <inheritdoc/>
    public override string ToString() => Status == true ? Type : $"{Type}={(Status is null ? "Unknown" : "False")}";

    private Condition? Find(HubObject value) => value.Conditions.FirstOrDefault(condition => condition.Type.Equals(Type, StringComparison.OrdinalIgnoreCase));

    private Condition? Current(HubObject value) => Find(value) is { } condition ? value.FindCurrent(condition.Type) : null;

    [GeneratedRegex("^[A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?$", RegexOptions.CultureInvariant)]
    private static partial Regex TypeName();
}
