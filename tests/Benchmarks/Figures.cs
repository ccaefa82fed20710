using System.Globalization;
using System.Text;

namespace OcmPowerShell.Benchmarks;

/// <summary>The rows of a table, as docs/benchmarks.md has them.</summary>
internal sealed class Figures
{
    private readonly StringBuilder _rows = new("| what | figure |\n| --- | --- |\n");

    /// <summary>Adds a row, and shows it at once: the whole takes minutes.</summary>
    public void Add(string what, FormattableString figure)
    {
        string row = $"| {what} | {figure.ToString(CultureInfo.InvariantCulture)} |";
        Console.Error.WriteLine(row);
        _rows.Append(row).Append('\n');
    }

    /// <inheritdoc/>
    public override string ToString() => _rows.ToString();
}
