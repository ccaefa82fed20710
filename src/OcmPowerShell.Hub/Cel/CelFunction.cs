using OcmPowerShell.Hub.Cel.Values;

namespace OcmPowerShell.Hub.Cel;

/// <summary>One overload of a function.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsMember">Whether it is called on its first argument, as in <c>a.f(b)</c>.</param>
/// <param name="Parameters">What it takes.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Body">
/// Computes it of arguments of those types, none of them an error. Gives a value of <see cref="CelValue"/>, JSON, or a
/// <see cref="CelError"/>; a <see cref="CelEvaluationException"/> is an error too.
/// </param>
internal sealed record CelFunction(
    string Name, bool IsMember, IReadOnlyList<CelType> Parameters, CelType Result, Func<object?[], object?> Body)
{
    /// <summary>What a call costs, asked before it is done.</summary>
    public Func<object?[], long> Cost { get; init; } = static _ => 1;

    /// <summary>A function called on a value.</summary>
    public static CelFunction Member(string name, CelType[] parameters, CelType result, Func<object?[], object?> body) =>
        new(name, true, parameters, result, body);

    /// <summary>A function called by itself.</summary>
    public static CelFunction Global(string name, CelType[] parameters, CelType result, Func<object?[], object?> body) =>
        new(name, false, parameters, result, body);

    /// <summary>The same with a cost of a tenth for each character or item of the first argument.</summary>
    public CelFunction PerSize(double factor = 0.1) => this with { Cost = arguments => Tenths(arguments[0], factor) };

    /// <summary>Whether it takes arguments of such types, as far as they are known.</summary>
    public bool Takes(IReadOnlyList<CelType> types)
    {
        if (types.Count != Parameters.Count)
        {
            return false;
        }

        for (int i = 0; i < types.Count; i++)
        {
            if (!Parameters[i].Accepts(types[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The cost of going through a value.</summary>
    public static long Tenths(object? value, double factor = 0.1) => (long)Math.Ceiling(CelValue.SizeOf(value) * factor);
}
