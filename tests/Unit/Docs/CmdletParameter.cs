namespace OcmPowerShell.Tests.Docs;

/// <summary>A parameter of a cmdlet.</summary>
internal sealed record CmdletParameter(string Name, IReadOnlyList<string> Aliases);
