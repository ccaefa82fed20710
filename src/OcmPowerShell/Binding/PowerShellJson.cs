using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Security;
using System.Text.Encodings.Web;
using System.Text.Json;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Yaml;

namespace OcmPowerShell.Binding;

/// <summary>
/// PowerShell objects to JSON and back, as a Kubernetes manifest needs it: every depth, arrays of one stay arrays, dates
/// as the API writes them.
/// </summary>
internal static class PowerShellJson
{
    /// <summary>Characters stay as they are: a manifest's text is not HTML.</summary>
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int MaxDepth = 100;

    // Names that no property of an object can have, or that mean the object itself.
    private static readonly string[] ReservedNames = ["", "PSObject", "PSBase", "PSAdapted", "PSExtended", "PSTypeNames"];

    /// <summary>Writes an object as JSON.</summary>
    /// <exception cref="HubException"><c>NotAnObject</c>: it holds something that no manifest can.</exception>
    public static void Write(Utf8JsonWriter writer, object? value) => Write(writer, value, 0);

    /// <summary>Makes ordered custom objects and arrays of JSON.</summary>
    public static object? Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => ReadObject(element),
        JsonValueKind.Array => element.EnumerateArray().Select(Read).ToArray(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => ReadNumber(element),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    // Whole numbers stay whole: Kubernetes takes no 2.0 for 2.
    private static object ReadNumber(JsonElement element) =>
        element.TryGetInt64(out long whole) ? whole
        : BigInteger.TryParse(element.GetRawText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger big) ? big
        : element.GetDouble();

    private static object ReadObject(JsonElement element)
    {
        var names = new HashSet<string>(ReservedNames, StringComparer.OrdinalIgnoreCase);
        if (!element.EnumerateObject().All(property => names.Add(property.Name)))
        {
            return ReadDictionary(element);
        }

        var result = new PSObject();
        foreach (JsonProperty property in element.EnumerateObject())
        {
            result.Properties.Add(new PSNoteProperty(property.Name, Read(property.Value)));
        }

        return result;
    }

    // An object's properties have names, whatever their case; those of a ConfigMap may differ in nothing else.
    private static OrderedDictionary ReadDictionary(JsonElement element)
    {
        var result = new OrderedDictionary(StringComparer.Ordinal);
        foreach (JsonProperty property in element.EnumerateObject())
        {
            result.Add(property.Name, Read(property.Value));
        }

        return result;
    }

    private static void Write(Utf8JsonWriter writer, object? value, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new HubException("NotAnObject", $"An input object is nested more than {MaxDepth} levels deep, or contains itself.");
        }

        object? plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        switch (plain)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case SwitchParameter flag:
                writer.WriteBooleanValue(flag.IsPresent);
                break;
            case byte or sbyte or short or ushort or int or uint or long:
                writer.WriteNumberValue(Convert.ToInt64(plain, CultureInfo.InvariantCulture));
                break;
            case ulong number:
                writer.WriteNumberValue(number);
                break;
            case BigInteger number:
                writer.WriteRawValue(number.ToString(CultureInfo.InvariantCulture));
                break;
            case float or double:
                WriteFloat(writer, Convert.ToDouble(plain, CultureInfo.InvariantCulture));
                break;
            case decimal number:
                writer.WriteNumberValue(number);
                break;
            case DateTime date:
                // ConvertFrom-Json makes dates of texts that look like one; this is how the API writes them.
                writer.WriteStringValue(date.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
                break;
            case DateTimeOffset date:
                writer.WriteStringValue(date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
                break;
            case char or Guid or Uri or Version or Enum:
                writer.WriteStringValue(plain.ToString());
                break;
            case byte[] bytes:
                writer.WriteBase64StringValue(bytes);
                break;
            case SecureString or PSCredential or ScriptBlock or Delegate or Type:
                throw new HubException("NotAnObject", $"An input object holds a {plain.GetType().Name}, which a manifest cannot.");
            case IDictionary dictionary:
                WriteDictionary(writer, dictionary, depth);
                break;
            case IEnumerable items:
                WriteArray(writer, items, depth);
                break;
            default:
                WriteProperties(writer, PSObject.AsPSObject(value!), depth);
                break;
        }
    }

    private static void WriteFloat(Utf8JsonWriter writer, double number)
    {
        if (!double.IsFinite(number))
        {
            throw new HubException("NotAnObject", $"An input object holds the number {number}, which JSON cannot.");
        }

        writer.WriteRawValue(GoNumber.ToJson(number));
    }

    private static void WriteDictionary(Utf8JsonWriter writer, IDictionary dictionary, int depth)
    {
        writer.WriteStartObject();
        foreach (DictionaryEntry entry in dictionary)
        {
            writer.WritePropertyName(Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!);
            Write(writer, entry.Value, depth + 1);
        }

        writer.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter writer, IEnumerable items, int depth)
    {
        writer.WriteStartArray();
        foreach (object? item in items)
        {
            Write(writer, item, depth + 1);
        }

        writer.WriteEndArray();
    }

    private static void WriteProperties(Utf8JsonWriter writer, PSObject value, int depth)
    {
        writer.WriteStartObject();
        foreach (PSPropertyInfo property in value.Properties)
        {
            if (property.MemberType is PSMemberTypes.NoteProperty or PSMemberTypes.Property && property.IsGettable)
            {
                writer.WritePropertyName(property.Name);
                Write(writer, ValueOf(property), depth + 1);
            }
        }

        writer.WriteEndObject();
    }

    private static object? ValueOf(PSPropertyInfo property)
    {
        try
        {
            return property.Value;
        }
        catch (RuntimeException exception)
        {
            throw new HubException("NotAnObject", $"An input object has a property '{property.Name}' that cannot be read: it is no manifest.", exception);
        }
    }
}
