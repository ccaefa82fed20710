namespace OcmPowerShell.Hub.Cel.Syntax;

/// <summary>What a token is.</summary>
internal enum CelTokenKind
{
    /// <summary>The end of the expression.</summary>
    End,

    /// <summary>A name.</summary>
    Identifier,

    /// <summary>A name in backticks, for fields only.</summary>
    EscapedIdentifier,

    /// <summary>A whole number without its sign; the value is its text.</summary>
    Integer,

    /// <summary>A number such as 1u.</summary>
    Unsigned,

    /// <summary>A number with a fraction or exponent.</summary>
    Fraction,

    /// <summary>A string or bytes, read.</summary>
    Text,

    /// <summary>A sign or a word with a meaning of its own: in, true, false, null.</summary>
    Symbol,
}
