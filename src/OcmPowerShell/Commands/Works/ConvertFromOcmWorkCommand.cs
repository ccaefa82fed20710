using System.Buffers;
using System.Management.Automation;
using System.Text;
using System.Text.Json;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Hub.Yaml;
using HubWork = OcmPowerShell.Hub.Model.Work;

namespace OcmPowerShell.Commands;

/// <summary>Takes the plain manifests out of ManifestWorks. Sends nothing.</summary>
[Cmdlet(VerbsData.ConvertFrom, "OcmWork", DefaultParameterSetName = ByInputObject)]
[OutputType(typeof(PSObject), typeof(string))]
public sealed class ConvertFromOcmWorkCommand : OcmCmdlet
{
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";
    private const string ByInputObject = "InputObject";

    private readonly StringBuilder _text = new();
    private int _objects;

    /// <summary>Files with ManifestWorks; wildcards may be used.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPath)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>Files with ManifestWorks, taken as they are written.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByLiteralPath)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    /// <summary>ManifestWorks: objects, files, or YAML or JSON text, whose lines are put together; or works of Get-OcmWork -IncludeJson.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByInputObject, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public PSObject[]? InputObject { get; set; }

    /// <summary>Returns YAML text in place of objects.</summary>
    [Parameter]
    public SwitchParameter AsYaml { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            foreach (string path in (Path ?? []).SelectMany(path => ManifestPaths.Resolve(this, path, literal: false)).Concat((LiteralPath ?? []).SelectMany(path => ManifestPaths.Resolve(this, path, literal: true))))
            {
                ConvertFile(path);
            }

            foreach (PSObject? value in InputObject ?? [])
            {
                Convert(value);
            }
        }
        catch (HubException exception)
        {
            Fail(exception, (object?)Path ?? (object?)LiteralPath ?? InputObject);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            ConvertText();
        }
        catch (HubException exception)
        {
            Fail(exception);
        }
    }

    private void Convert(PSObject? value)
    {
        switch (value?.BaseObject)
        {
            case null:
                break;
            case string line:
                _text.Append(line).Append('\n');
                break;
            case FileSystemInfo file:
                ConvertText();
                ConvertFile(file.FullName);
                break;
            default:
                ConvertText();
                ConvertObject(value);
                break;
        }
    }

    private void ConvertObject(PSObject value)
    {
        string name = $"pipeline object {++_objects}";
        var shape = new ObjectShape(value);
        if (shape.IsOrWas(typeof(HubWork)))
        {
            string json = shape.Text("Json") ?? throw new HubException("NotAWork", $"The {name}, the work {value}, was read without its manifests. Use Get-OcmWork -IncludeJson, or Export-OcmWork.");
            Write(WorkDocument.Read(json, $"work {value}"));
            return;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, PowerShellJson.WriterOptions))
        {
            PowerShellJson.Write(writer, value);
        }

        Write(WorkDocument.Read(Encoding.UTF8.GetString(buffer.WrittenSpan), name));
    }

    private void ConvertFile(string path) => Write(WorkDocument.Read(ManifestReader.ReadText(path), path));

    private void ConvertText()
    {
        if (_text.Length > 0)
        {
            string text = _text.ToString();
            _text.Clear();
            Write(WorkDocument.Read(text, "pipeline text"));
        }
    }

    private void Write(IReadOnlyList<WorkDocument> works)
    {
        foreach (ReadOnlyMemory<byte> manifest in works.SelectMany(work => work.Manifests).Select(ManifestLayout.Of))
        {
            if (AsYaml)
            {
                WriteObject("---\n" + YamlText.Write(manifest).TrimEnd('\n'));
                continue;
            }

            using JsonDocument document = JsonDocument.Parse(manifest, JsonDepth.Document);
            WriteObject(PowerShellJson.Read(document.RootElement));
        }
    }
}
