namespace OcmPowerShell.Hub.Placements.Selection;

/// <summary>How a requirement compares a label. These are all that objects may use; a query knows more.</summary>
internal enum LabelSelectorOperator
{
    /// <summary>The label is there and has one of the values.</summary>
    In,

    /// <summary>The label is missing or has none of the values.</summary>
    NotIn,

    /// <summary>The label is there.</summary>
    Exists,

    /// <summary>The label is missing.</summary>
    DoesNotExist,
}
