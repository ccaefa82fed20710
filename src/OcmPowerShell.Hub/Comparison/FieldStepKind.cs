namespace OcmPowerShell.Hub.Comparison;

/// <summary>How a step of a path goes on from an object or a list.</summary>
internal enum FieldStepKind
{
    /// <summary>To a member of an object, by its name.</summary>
    Member,

    /// <summary>To an element of a list, by its position.</summary>
    Element,

    /// <summary>To the element of a list of objects that has a value in the member that tells its elements apart.</summary>
    Keyed,

    /// <summary>To that member of all elements, in their order.</summary>
    Order,
}
