using System.Collections;
using System.Management.Automation;

namespace OcmPowerShell.Completion;

/// <summary>Where Tab was pressed.</summary>
/// <param name="Command">The cmdlet.</param>
/// <param name="Parameter">Its parameter.</param>
/// <param name="Word">What is typed of the value, quotes included.</param>
/// <param name="Bound">The other parameters on the line, as far as their values are plain.</param>
internal sealed record CompletionRequest(string Command, string Parameter, string Word, IDictionary Bound)
{
    /// <summary>What is typed of the value, without quotes.</summary>
    public string Typed => Word.Trim('\'', '"');

    /// <summary>The names that a parameter has on the line; empty when there are none, or patterns among them.</summary>
    public IReadOnlyList<string> NamesOf(string parameter)
    {
        object? value = HubCompleter.Unwrap(Bound[parameter]);
        List<string?> names = value is IEnumerable list and not string ? [.. list.Cast<object?>().Select(item => HubCompleter.Unwrap(item) as string)] : [value as string];
        return names.All(name => !string.IsNullOrWhiteSpace(name) && !WildcardPattern.ContainsWildcardCharacters(name)) ? [.. names.OfType<string>()] : [];
    }
}
