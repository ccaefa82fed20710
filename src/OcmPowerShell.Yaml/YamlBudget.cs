using System.Globalization;
using OcmPowerShell.Hub.Yaml;

namespace OcmPowerShell.Yaml;

/// <summary>Counts what a text costs while it is expanded, so that a few lines of aliases cannot fill the memory.</summary>
internal sealed class YamlBudget
{
    // As go-yaml has it: a small text may consist of aliases almost wholly, a large one only to a tenth.
    private const int Small = 400_000;
    private const int Large = 4_000_000;

    private int _nodes;
    private int _aliased;
    private long _bytesBefore;

    public void Spend(YamlNode node, bool aliased, long bytesWritten)
    {
        _nodes++;
        if (aliased)
        {
            _aliased++;
        }

        if (_nodes > YamlLimits.Nodes)
        {
            throw Exceeded(string.Create(CultureInfo.InvariantCulture, $"The text has more than {YamlLimits.Nodes:N0} values once its aliases are followed."), node);
        }

        if (_aliased > 100 && _nodes > 1_000 && _aliased > _nodes * AllowedShare())
        {
            throw Exceeded("The text consists of aliases almost wholly.", node);
        }

        if (_bytesBefore + bytesWritten + node.Text.Length > YamlLimits.OutputBytes)
        {
            throw Exceeded($"The text becomes more than {YamlLimits.OutputBytes >> 20} MiB of JSON.", node);
        }
    }

    public void EndDocument(long bytesWritten) => _bytesBefore += bytesWritten;

    private double AllowedShare() => _nodes <= Small
        ? 0.99
        : 0.99 - (0.89 * (Math.Min(_nodes, Large) - Small) / (Large - Small));

    private static YamlSyntaxException Exceeded(string message, YamlNode node) => new(message, node.Line, node.Column);
}
