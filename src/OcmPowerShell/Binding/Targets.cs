using System.Management.Automation;
using System.Text.RegularExpressions;
using OcmPowerShell.Hub;

namespace OcmPowerShell.Binding;

/// <summary>The rules for what a command is aimed at: empty is never "all", and a name is a name.</summary>
internal static partial class Targets
{
    /// <summary>The longest name for which the agent's own object, hub hash and name, is still a valid name.</summary>
    private const int LongestWorkName = 188;

    /// <summary>Refuses a parameter that was given but names nothing, before it can be taken for "all".</summary>
    /// <exception cref="HubException"><c>EmptyTarget</c>.</exception>
    public static void RefuseEmpty(string parameter, bool bound, IReadOnlyCollection<object?>? values)
    {
        if (bound && (values is null || values.Count == 0 || values.Any(value => string.IsNullOrWhiteSpace(value?.ToString()))))
        {
            throw new HubException("EmptyTarget", $"-{parameter} was given but is empty, and empty never means all. Is a variable not set? Leave the parameter out, or give it a value.");
        }
    }

    /// <summary>Refuses a name that no work can have.</summary>
    /// <exception cref="HubException"><c>InvalidName</c>.</exception>
    public static void CheckWorkName(string name)
    {
        if (name.Length > LongestWorkName || !SubdomainName().IsMatch(name))
        {
            throw new HubException("InvalidName", $"'{name}' cannot be the name of a work: use lower-case letters, digits, '-' and '.', beginning and ending with a letter or digit, at most {LongestWorkName} characters.");
        }
    }

    /// <summary>Whether a text has wildcards in it. No Kubernetes name has.</summary>
    public static bool IsPattern(string text) => WildcardPattern.ContainsWildcardCharacters(text);

    /// <summary>A test that text matches one of some patterns, ignoring case; null for no patterns is always true.</summary>
    public static Func<string, bool> Matcher(IReadOnlyCollection<string>? patterns)
    {
        if (patterns is null)
        {
            return _ => true;
        }

        WildcardPattern[] compiled = patterns.Select(pattern => WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase)).ToArray();
        return text => Array.Exists(compiled, pattern => pattern.IsMatch(text));
    }

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$", RegexOptions.CultureInvariant)]
    private static partial Regex SubdomainName();
}
