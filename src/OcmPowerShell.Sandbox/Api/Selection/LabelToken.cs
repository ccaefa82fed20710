namespace OcmPowerShell.Sandbox.Api.Selection;

/// <summary>A piece of a label selector.</summary>
internal readonly record struct LabelToken(LabelTokenKind Kind, string Text);
