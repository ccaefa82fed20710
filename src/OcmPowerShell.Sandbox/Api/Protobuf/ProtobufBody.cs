using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Api.Protobuf;

/// <summary>
/// Reads the protobuf that clients with built-in types send for these. Custom resources have none, here as on a real server.
/// </summary>
internal static class ProtobufBody
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/vnd.kubernetes.protobuf";

    private static readonly ProtobufShape TypeMeta = new ProtobufShape().Text(1, "apiVersion").Text(2, "kind");

    /// <summary>Reads an object; null where no such kind, or not all of it, is known in this form.</summary>
    /// <exception cref="FormatException">The message is broken.</exception>
    public static JsonObject? Read(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith("k8s\0"u8))
        {
            throw new FormatException("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        }

        try
        {
            return ReadEnvelope(new ProtobufReader(body[4..]));
        }
        catch (NotSupportedException)
        {
            // The client can say the same in JSON.
            return null;
        }
    }

    private static JsonObject? ReadEnvelope(ProtobufReader envelope)
    {
        JsonObject type = [];
        ReadOnlySpan<byte> raw = default;
        while (envelope.Next())
        {
            if (envelope.Field == 1)
            {
                type = TypeMeta.Read(envelope.Bytes);
            }
            else if (envelope.Field == 2)
            {
                raw = envelope.Bytes;
            }
        }

        if (type["kind"] is not JsonValue kind || ProtobufShapes.Find(kind.GetValue<string>()) is not { } shape)
        {
            return null;
        }

        JsonObject value = shape.Read(raw);
        value["kind"] = kind.DeepClone();
        value["apiVersion"] = type["apiVersion"]?.DeepClone();
        return value;
    }
}
