namespace OcmPowerShell.Sandbox.Api.Resources;

/// <summary>What the names of a kind may be.</summary>
internal enum NameForm
{
    /// <summary>Labels with dots between them, 253 characters at most: most kinds.</summary>
    Subdomain,

    /// <summary>A DNS label: namespaces.</summary>
    Label,

    /// <summary>A DNS label that begins with a letter: services.</summary>
    ServiceLabel,

    /// <summary>Whatever can stand in a URL: roles and their bindings.</summary>
    PathSegment,
}
