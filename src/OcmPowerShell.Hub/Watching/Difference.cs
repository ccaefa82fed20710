using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Watching;

/// <summary>Gathers in words what changed from one state of an object to the next.</summary>
internal sealed class Difference
{
    // kubectl keeps a copy of the whole object in it, which changes with everything.
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    // More than that nobody reads in a line.
    private const int MostNames = 10;

    private readonly List<string> _parts = [];

    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", _parts);

    /// <summary>Whether nothing changed so far.</summary>
    public bool IsEmpty => _parts.Count == 0;

    /// <summary>Something that has no values to show.</summary>
    public void Say(string what) => _parts.Add(what);

    /// <summary>Something that has one value.</summary>
    public void Value<TValue>(string name, TValue before, TValue after)
    {
        if (!EqualityComparer<TValue>.Default.Equals(before, after))
        {
            _parts.Add($"{name} {Text(before)} -> {Text(after)}");
        }
    }

    /// <summary>Values of something, by name.</summary>
    public void Values(string name, IEnumerable<(string Name, object? Before, object? After)> values)
    {
        string[] changes = [.. values.Where(value => !Equals(value.Before, value.After)).Select(value => $"{value.Name} {Text(value.Before)} -> {Text(value.After)}")];
        if (changes.Length > 0)
        {
            _parts.Add($"{name}: {string.Join(", ", changes)}");
        }
    }

    /// <summary>A state that may be unknown.</summary>
    public void State(string name, bool? before, bool? after) => Value(name, Text(before), Text(after));

    /// <summary>Texts in no order: what came and what went.</summary>
    public void Items(string name, IEnumerable<string> before, IEnumerable<string> after)
    {
        HashSet<string> old = [.. before];
        HashSet<string> now = [.. after];
        string[] changes = [.. now.Except(old).Select(item => $"+{item}"), .. old.Except(now).Select(item => $"-{item}")];
        if (changes.Length > 0)
        {
            _parts.Add($"{name} {string.Join(' ', changes)}");
        }
    }

    /// <summary>Names with values.</summary>
    public void Pairs(string name, IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after, Func<string, bool>? counts = null)
    {
        string[] changes =
        [
            .. before.Keys.Union(after.Keys).Where(key => (counts is null || counts(key)) && before.GetValueOrDefault(key) != after.GetValueOrDefault(key))
                .Order(StringComparer.Ordinal)
                .Select(key => (before.GetValueOrDefault(key), after.GetValueOrDefault(key)) switch
                {
                    (null, { } now) => $"+{key}={now}",
                    ({ } old, null) => $"-{key}={old}",
                    var (old, now) => $"{key}={old} -> {key}={now}",
                }),
        ];
        if (changes.Length > 0)
        {
            _parts.Add($"{name}: {string.Join(", ", changes)}");
        }
    }

    /// <summary>What all objects have: annotations, conditions that the object does not show as properties, deletion.</summary>
    public void Common(HubObject before, HubObject after, IReadOnlyCollection<string> shown)
    {
        Pairs("annotations", before.Annotations, after.Annotations, key => key != LastApplied);
        foreach (string type in before.Conditions.Concat(after.Conditions).Select(condition => condition.Type).Distinct().Except(shown))
        {
            State(type, before.IsTrue(type), after.IsTrue(type));
        }

        if (after.Deleting && !before.Deleting)
        {
            _parts.Add("deletion was asked for");
        }
    }

    /// <summary>How many clusters are selected, and which came and went.</summary>
    public void Clusters(int before, int after, IReadOnlyList<string> came, IReadOnlyList<string> went)
    {
        string[] changes = [.. came.Select(name => $"+{name}"), .. went.Select(name => $"-{name}")];
        if (changes.Length > 0)
        {
            string more = changes.Length > MostNames ? $" and {changes.Length - MostNames} more" : "";
            _parts.Add($"selected {before} -> {after}: {string.Join(' ', changes.Take(MostNames))}{more}");
        }
    }

    private static string Text<TValue>(TValue value) => value switch
    {
        null or "" => "none",
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Text(bool? state) => state switch { true => "True", false => "False", null => "Unknown" };
}
