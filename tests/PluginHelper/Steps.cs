using System.Globalization;

namespace OcmPowerShell.PluginHelper;

/// <summary>The steps that the arguments name, taken one by one.</summary>
internal sealed class Steps(string[] arguments)
{
    private int _taken;

    /// <summary>The next step; null at the end.</summary>
    public string? Next() => _taken < arguments.Length ? arguments[_taken++] : null;

    /// <summary>What belongs to the step.</summary>
    public string Argument() => Next() ?? throw new ArgumentException("The last step lacks an argument.");

    /// <inheritdoc cref="Argument"/>
    public int Number() => int.Parse(Argument(), CultureInfo.InvariantCulture);
}
