namespace OcmPowerShell.Hub.Yaml;

/// <summary>A text that is not YAML as Kubernetes reads it, with the place where reading stopped.</summary>
public sealed class YamlSyntaxException : FormatException
{
    /// <summary>Describes the fault and where it is.</summary>
    /// <param name="message">What is wrong, in words for the author of the text.</param>
    /// <param name="line">Line from 1; 0 when unknown.</param>
    /// <param name="column">Column from 1; 0 when unknown.</param>
    /// <param name="innerException">The parser's own error.</param>
    public YamlSyntaxException(string message, int line, int column, Exception? innerException = null)
        : base(message, innerException)
    {
        Line = line;
        Column = column;
    }

    /// <summary>Line from 1; 0 when unknown.</summary>
    public int Line { get; }

    /// <summary>Column from 1; 0 when unknown.</summary>
    public int Column { get; }
}
