using System.Globalization;

namespace OcmPowerShell.Hub.Cel.Values;

/// <summary>A semantic version. Its build is no part of what it is compared by.</summary>
internal sealed record CelSemver(ulong Major, ulong Minor, ulong Patch, string PreRelease) : IComparable<CelSemver>
{
    /// <summary>Reads <c>1.2.3-rc.1+build</c>; null where it is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="normalize">Whether a leading v, missing minor and patch numbers and leading zeros are forgiven.</param>
    public static CelSemver? Parse(string text, bool normalize = false)
    {
        (string core, string preRelease, string? build) = Split(normalize && text.StartsWith('v') ? text[1..] : text);
        List<string> numbers = [.. core.Split('.', 4)];
        if (normalize)
        {
            // What has no patch number can have no suffix either.
            while (numbers.Count < 3 && preRelease.Length == 0 && build is null)
            {
                numbers.Add("0");
            }

            numbers = numbers.ConvertAll(number => number.Length > 1 ? number.TrimStart('0').PadLeft(1, '0') : number);
        }

        bool valid = numbers.Count == 3
            && (preRelease.Length == 0 || preRelease[1..].Split('.').All(part => IsName(part) && !(IsNumber(part) && HasLeadingZero(part))))
            && (build is null || build.Split('.').All(IsName));
        return valid && Number(numbers[0]) is { } major && Number(numbers[1]) is { } minor && Number(numbers[2]) is { } patch
            ? new CelSemver(major, minor, patch, preRelease.Length == 0 ? "" : preRelease[1..])
            : null;
    }

    public int CompareTo(CelSemver? other)
    {
        if (other is null)
        {
            return 1;
        }

        int order = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        return Math.Sign(order != 0 ? order : ComparePreReleases(PreRelease, other.PreRelease));
    }

    private static (string Core, string PreRelease, string? Build) Split(string text)
    {
        int plus = text.IndexOf('+');
        string? build = plus < 0 ? null : text[(plus + 1)..];
        string rest = plus < 0 ? text : text[..plus];
        int dash = rest.IndexOf('-');
        return dash < 0 ? (rest, "", build) : (rest[..dash], rest[dash..], build);
    }

    private static int ComparePreReleases(string left, string right)
    {
        if (left.Length == 0 || right.Length == 0)
        {
            // A release comes after its candidates.
            return right.Length.CompareTo(left.Length);
        }

        (string[] lefts, string[] rights) = (left.Split('.'), right.Split('.'));
        for (int i = 0; i < Math.Min(lefts.Length, rights.Length); i++)
        {
            int order = (IsNumber(lefts[i]), IsNumber(rights[i])) switch
            {
                (true, true) => lefts[i].Length != rights[i].Length
                    ? lefts[i].Length.CompareTo(rights[i].Length)
                    : string.CompareOrdinal(lefts[i], rights[i]),
                (true, false) => -1,
                (false, true) => 1,
                _ => string.CompareOrdinal(lefts[i], rights[i]),
            };
            if (order != 0)
            {
                return order;
            }
        }

        return lefts.Length.CompareTo(rights.Length);
    }

    private static ulong? Number(string text) =>
        !HasLeadingZero(text) && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : null;

    private static bool HasLeadingZero(string text) => text.Length > 1 && text[0] == '0';

    private static bool IsNumber(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);

    private static bool IsName(string text) => text.Length > 0 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');
}
