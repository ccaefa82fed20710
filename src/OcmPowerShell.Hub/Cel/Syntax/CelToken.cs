namespace OcmPowerShell.Hub.Cel.Syntax;

/// <summary>A token.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text in the source.</param>
/// <param name="Position">Where it starts.</param>
/// <param name="Value">What a literal stands for.</param>
internal readonly record struct CelToken(CelTokenKind Kind, string Text, int Position, object? Value = null);
