namespace OcmPowerShell.Binding;

/// <summary>A name, or a pattern of names, as a Get- cmdlet takes it: <c>web</c>, <c>prod/web</c>, <c>prod/*</c>.</summary>
/// <param name="Namespace">Namespace or pattern; null for any.</param>
/// <param name="Name">Name or pattern.</param>
/// <param name="Text">As the user wrote it.</param>
internal sealed record NamePattern(string? Namespace, string Name, string Text)
{
    private readonly Func<string, bool> _matchesNamespace = Targets.Matcher(Namespace is null ? null : [Namespace]);
    private readonly Func<string, bool> _matchesName = Targets.Matcher([Name]);

    /// <summary>Whether it only chooses among what is there, so that nothing is missing when it matches nothing.</summary>
    public bool IsFilter { get; init; }

    /// <summary>Whether it names one object, without wildcards.</summary>
    public bool IsExact => !IsFilter && !Targets.IsPattern(Name);

    /// <summary>The one namespace that it is about; null for any, or several.</summary>
    public string? OnlyNamespace => Namespace is null || Targets.IsPattern(Namespace) ? null : Namespace;

    /// <summary>Whether it matches an object.</summary>
    public bool Matches(Hub.Model.ObjectKey key) => _matchesName(key.Name) && _matchesNamespace(key.Namespace);
}
