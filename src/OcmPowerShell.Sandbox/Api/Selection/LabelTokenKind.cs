namespace OcmPowerShell.Sandbox.Api.Selection;

/// <summary>What a piece of a label selector is.</summary>
internal enum LabelTokenKind
{
    Word,
    Symbol,
    End,
}
