using System.Globalization;
using System.Text.Json;
using OcmPowerShell.Sandbox.Api.Http;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Api.Rendering;

/// <summary>Lays objects out as the rows of a <c>Table</c>.</summary>
internal sealed class TableLayout
{
    private const string NameDescription = "The object's name, unique among its kind and namespace.";
    private const string AgeDescription = "When the object was created.";

    private readonly ResourceDefinition _definition;
    private readonly ColumnPath?[] _paths;
    private readonly AnswerFormat _format;
    private readonly string _included;
    private readonly DateTimeOffset _now;

    /// <param name="definition">The kind.</param>
    /// <param name="format">The form agreed with the client.</param>
    /// <param name="included">What of the object goes with each row: Metadata, Object or None.</param>
    /// <param name="now">The moment that ages are counted to.</param>
    public TableLayout(ResourceDefinition definition, AnswerFormat format, string included, DateTimeOffset now)
    {
        _definition = definition;
        _format = format;
        _included = included;
        _now = now;
        _paths = [.. definition.Columns.Select(column => ColumnPath.Parse(column.Path))];
    }

    /// <summary>Writes <c>kind</c> and <c>apiVersion</c> of the table.</summary>
    public void WriteHead(Utf8JsonWriter writer)
    {
        writer.WriteString("kind", "Table");
        writer.WriteString("apiVersion", $"meta.k8s.io/{_format.MetaVersion}");
    }

    /// <summary>Writes the columns.</summary>
    public void WriteColumns(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("columnDefinitions");
        if (_definition.ShowsName)
        {
            WriteColumn(writer, new PrinterColumn("Name", "string", string.Empty) { Description = NameDescription }, "name");
        }

        foreach (PrinterColumn column in _definition.Columns)
        {
            string description = column.Description.Length > 0 ? column.Description
                : column.Type == "date" ? AgeDescription
                : column.Value is not null ? column.Name
                : $"Custom resource definition column (in JSONPath format): {column.Path}";
            WriteColumn(writer, column with { Description = description }, string.Empty);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes one row.</summary>
    public void WriteRow(Utf8JsonWriter writer, StoredObject value)
    {
        using JsonDocument document = JsonText.ViewStored(value.Json);
        writer.WriteStartObject();
        writer.WriteStartArray("cells");
        if (_definition.ShowsName)
        {
            writer.WriteStringValue(value.Name);
        }

        for (int index = 0; index < _paths.Length; index++)
        {
            PrinterColumn column = _definition.Columns[index];
            if (column.Value is { } compute)
            {
                WriteComputed(writer, compute(document.RootElement, _now));
            }
            else
            {
                WriteCell(writer, column.Type, _paths[index]?.First(document.RootElement));
            }
        }

        writer.WriteEndArray();
        if (_included == "Object")
        {
            writer.WritePropertyName("object");
            writer.WriteRawValue(value.Json.Span, skipInputValidation: true);
        }
        else if (_included != "None")
        {
            writer.WritePropertyName("object");
            MetadataOnly.Write(writer, document.RootElement, _format.MetaVersion);
        }

        writer.WriteEndObject();
    }

    private static void WriteColumn(Utf8JsonWriter writer, PrinterColumn column, string format)
    {
        writer.WriteStartObject();
        writer.WriteString("name", column.Name);
        writer.WriteString("type", column.Type);
        writer.WriteString("format", format);
        writer.WriteString("description", column.Description);
        writer.WriteNumber("priority", column.Priority);
        writer.WriteEndObject();
    }

    private static void WriteComputed(Utf8JsonWriter writer, object? cell)
    {
        switch (cell)
        {
            case null:
                writer.WriteNullValue();
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            default:
                writer.WriteStringValue(cell.ToString());
                break;
        }
    }

    private void WriteCell(Utf8JsonWriter writer, string type, JsonElement? found)
    {
        if (found is not JsonElement value)
        {
            writer.WriteNullValue();
        }
        else if (type == "date")
        {
            bool isTime = DateTimeOffset.TryParse(
                value.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time);
            writer.WriteStringValue(isTime ? HumanDuration.Format(_now - time) : "<unknown>");
        }
        else if (type == "string" && value.ValueKind != JsonValueKind.String)
        {
            writer.WriteStringValue(value.GetRawText());
        }
        else
        {
            value.WriteTo(writer);
        }
    }
}
