using System.Globalization;
using System.Text.RegularExpressions;

namespace OcmPowerShell.Sandbox.Api.Discovery;

/// <summary>The order that a server prefers versions in: stable ones before beta before alpha, newer before older.</summary>
internal sealed partial class VersionOrder : IComparer<string>
{
    /// <summary>The order.</summary>
    public static readonly VersionOrder Instance = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        (int Stage, int Major, int Minor) left = Rank(x!);
        (int Stage, int Major, int Minor) right = Rank(y!);
        int order = right.CompareTo(left);
        return order != 0 ? order : string.CompareOrdinal(x, y);
    }

    private static (int Stage, int Major, int Minor) Rank(string version)
    {
        Match match = Form().Match(version);
        if (!match.Success)
        {
            return (0, 0, 0);
        }

        int stage = match.Groups["stage"].Value switch { "alpha" => 1, "beta" => 2, _ => 3 };
        return (stage, Number(match.Groups["major"]), Number(match.Groups["minor"]));
    }

    private static int Number(Group digits) => int.TryParse(digits.Value, CultureInfo.InvariantCulture, out int number) ? number : 0;

    [GeneratedRegex("^v(?<major>[1-9][0-9]*)((?<stage>alpha|beta)(?<minor>[1-9][0-9]*))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
