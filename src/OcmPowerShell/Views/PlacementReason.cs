using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;

namespace OcmPowerShell.Views;

/// <summary>Why a placement selects a cluster or not, in a line.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PlacementReason
{
    /// <summary>A text for a table's cell: the scores of a selected cluster, else what keeps it out.</summary>
    /// <param name="row">A row of Test-OcmPlacement, or a copy of one.</param>
    public static string Format(PSObject row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (row.Properties["Selected"]?.Value is not true)
        {
            return $"{row.Properties["ExcludedBy"]?.Value}: {row.Properties["Detail"]?.Value}";
        }

        string scores = Scores(row);
        string group = row.Properties["Group"]?.Value is string { Length: > 0 } name && name != "0" ? $"group {name}" : "";
        string until = row.Properties["ToleratedUntil"]?.Value is DateTime end ? string.Create(CultureInfo.InvariantCulture, $"tolerated until {end:u}") : "";
        return string.Join("; ", new[] { scores, group, until }.Where(text => text.Length > 0));
    }

    /// <summary>The scores as <c>Balance 100, Steady 2×100</c>.</summary>
    /// <param name="row">A row of Test-OcmPlacement, or a copy of one.</param>
    public static string Scores(PSObject row)
    {
        ArgumentNullException.ThrowIfNull(row);
        object? value = row.Properties["Scores"]?.Value;
        return (value is PSObject wrapped ? wrapped.BaseObject : value) is IEnumerable scores and not string
            ? string.Join(", ", scores.Cast<object>().Select(score => Text(PSObject.AsPSObject(score))))
            : $"{value}";
    }

    private static string Text(PSObject score)
    {
        (object? name, object? weight, object? points) = (score.Properties["Prioritizer"]?.Value, score.Properties["Weight"]?.Value, score.Properties["Score"]?.Value);
        return weight is 1L or 1 ? $"{name} {points}" : $"{name} {weight}\u00D7{points}";
    }
}
