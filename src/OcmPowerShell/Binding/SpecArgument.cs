using System.Buffers;
using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub;

namespace OcmPowerShell.Binding;

/// <summary>
/// A part of what an object is to be, as it is typed: text, a hashtable, an object of this module or its copy, or a part of
/// kubectl's object. What it means, the parameter says.
/// </summary>
[TypeConverter(typeof(Converter))]
public sealed class SpecArgument
{
    private SpecArgument(JsonNode? value) => Value = value;

    /// <summary>What was typed, as JSON.</summary>
    internal JsonNode? Value { get; }

    /// <inheritdoc/>
    public override string ToString() => Value switch
    {
        JsonObject { Count: 0 } => "",
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        _ => Value?.ToJsonString() ?? "",
    };

    private static SpecArgument From(object source)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            PowerShellJson.Write(writer, source);
        }

        return new SpecArgument(JsonNode.Parse(buffer.WrittenSpan, documentOptions: JsonDepth.Document));
    }

    /// <summary>Binds text and objects to it.</summary>
    public sealed class Converter : ReferenceConverter<SpecArgument>
    {
        /// <inheritdoc/>
        protected override string Expected => "a value that can be read: pass text, a hashtable or an object";

        /// <inheritdoc/>
        protected override SpecArgument? TryConvert(object source)
        {
            try
            {
                return From(source);
            }
            catch (HubException)
            {
                return null;
            }
        }
    }
}
