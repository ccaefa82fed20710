using System.Text;
using System.Text.RegularExpressions;

namespace OcmPowerShell.Hub.Placements.Selection;

/// <summary>What Kubernetes takes for a label's key and value, and how it words what is wrong with others.</summary>
internal static class LabelSyntax
{
    private const int NameLength = 63;
    private const int DomainLength = 253;
    private const string NamePattern = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private const string DomainPattern = @"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
    private const string Characters =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character ";

    private const string KeyRule = Characters + "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '" + NamePattern + "')";

    private const string ValueRule =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
        + "alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(" + NamePattern + ")?')";

    private const string DomainRule =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an "
        + "alphanumeric character (e.g. 'example.com', regex used for validation is '" + DomainPattern + "')";

    // \z and not $: a line feed at the end is a character like any other.
    private static readonly Regex Name = new($@"^{NamePattern}\z", RegexOptions.NonBacktracking);
    private static readonly Regex Value = new($@"^({NamePattern})?\z", RegexOptions.NonBacktracking);
    private static readonly Regex Domain = new($@"^{DomainPattern}\z", RegexOptions.NonBacktracking);

    /// <summary>What is wrong with a key; null when nothing is.</summary>
    public static string? ProblemOfKey(string key)
    {
        string[] parts = key.Split('/');
        if (parts.Length > 2)
        {
            return $"a valid label key {KeyRule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
        }

        List<string> problems = [];
        if (parts.Length == 2)
        {
            AddProblemsOfDomain(problems, parts[0]);
        }

        string name = parts[^1];
        if (name.Length == 0)
        {
            problems.Add("name part must be non-empty");
        }
        else if (Encoding.UTF8.GetByteCount(name) > NameLength)
        {
            problems.Add($"name part {TooLong(NameLength)}");
        }

        if (!Name.IsMatch(name))
        {
            problems.Add($"name part {KeyRule}");
        }

        return Joined(problems);
    }

    /// <summary>What is wrong with a value; null when nothing is.</summary>
    public static string? ProblemOfValue(string value)
    {
        List<string> problems = [];
        if (Encoding.UTF8.GetByteCount(value) > NameLength)
        {
            problems.Add(TooLong(NameLength));
        }

        if (!Value.IsMatch(value))
        {
            problems.Add(ValueRule);
        }

        return Joined(problems);
    }

    private static void AddProblemsOfDomain(List<string> problems, string domain)
    {
        if (domain.Length == 0)
        {
            problems.Add("prefix part must be non-empty");
            return;
        }

        if (Encoding.UTF8.GetByteCount(domain) > DomainLength)
        {
            problems.Add($"prefix part {TooLong(DomainLength)}");
        }

        if (!Domain.IsMatch(domain))
        {
            problems.Add($"prefix part {DomainRule}");
        }
    }

    private static string TooLong(int limit) => $"must be no more than {limit} characters";

    private static string? Joined(List<string> problems) => problems.Count == 0 ? null : string.Join("; ", problems);
}
