namespace OcmPowerShell.Sandbox.Api;

/// <summary>A kind that the server serves.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Version">Served (and stored) version, as in <c>v1</c>.</param>
/// <param name="Kind">Kind, as in <c>ManifestWork</c>.</param>
/// <param name="Plural">Resource name in URLs, as in <c>manifestworks</c>.</param>
/// <param name="Namespaced">Whether objects live in a namespace.</param>
internal sealed record ResourceType(string Group, string Version, string Kind, string Plural, bool Namespaced)
{
    /// <summary><c>group/version</c>, or the version alone for the core group.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>Names kubectl accepts besides the plural.</summary>
    public IReadOnlyList<string> ShortNames { get; init; } = [];

    /// <summary>Whether <c>/status</c> is a resource of its own: writes to one half leave the other alone.</summary>
    public bool HasStatus { get; init; } = true;

    /// <inheritdoc/>
    public override string ToString() => Group.Length == 0 ? Plural : $"{Plural}.{Group}";
}
