namespace OcmPowerShell.Hub.Cel.Syntax;

/// <summary>What a macro makes of the items it goes through.</summary>
internal enum CelLoop
{
    /// <summary>Whether all match.</summary>
    All,

    /// <summary>Whether any matches.</summary>
    Exists,

    /// <summary>Whether exactly one matches.</summary>
    ExistsOne,

    /// <summary>The items that match, or what is made of them.</summary>
    Collect,
}
