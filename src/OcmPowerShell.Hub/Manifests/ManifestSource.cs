using System.Globalization;

namespace OcmPowerShell.Hub.Manifests;

/// <summary>Where a manifest came from, in words that its author recognises.</summary>
/// <param name="Name">The file as the user wrote it, or what it is instead of a file: <c>pipeline object 3</c>.</param>
/// <param name="Document">The document in a text of several, from 1, empty ones not counted; 0 when there is only one.</param>
/// <param name="Line">The line, from 1, on which the manifest begins; 0 when it has none.</param>
public sealed record ManifestSource(string Name, int Document = 0, int Line = 0)
{
    /// <summary>For example <c>web.yml, document 2, line 14</c>.</summary>
    public override string ToString()
    {
        string document = Document > 0 ? string.Create(CultureInfo.InvariantCulture, $", document {Document}") : "";
        string line = Line > 0 ? string.Create(CultureInfo.InvariantCulture, $", line {Line}") : "";
        return Name + document + line;
    }
}
