namespace OcmPowerShell.Sandbox.Api.Selection;

/// <summary>How a requirement compares a label.</summary>
internal enum LabelOperator
{
    Exists,
    DoesNotExist,
    In,
    NotIn,
    GreaterThan,
    LessThan,
}
