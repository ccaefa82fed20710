namespace OcmPowerShell.Hub.Cel.Values;

/// <summary>
/// An error as a value: <c>&amp;&amp;</c>, <c>||</c> and the quantifiers absorb errors, a loop over thousands of items may meet
/// as many, and an exception for each would take too long.
/// </summary>
internal sealed record CelError(string Message)
{
    public static readonly CelError NoSuchOverload = new("no such overload");
    public static readonly CelError IntegerOverflow = new("integer overflow");
    public static readonly CelError UnsignedOverflow = new("unsigned integer overflow");
    public static readonly CelError DurationOverflow = new("duration overflow");
    public static readonly CelError TimestampOverflow = new("timestamp overflow");
    public static readonly CelError DivisionByZero = new("division by zero");
    public static readonly CelError ModulusByZero = new("modulus by zero");

    public static CelError NoSuchKey(object? key) => new($"no such key: {CelValue.Show(key)}");

    public static CelError OutOfBounds(object? index) => new($"index out of bounds: {CelValue.Show(index)}");

    public static CelError Conversion(CelType from, CelType to) => new($"type conversion error from '{from.Name}' to '{to.Name}'");
}
