using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Api.Protobuf;

/// <summary>
/// Reads the protobuf that clients with built-in types send for these. Custom resources have none, here as on a real server.
/// </summary>
internal static class ProtobufBody
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/vnd.kubernetes.protobuf";

    private static readonly ProtobufShape Meta = new ProtobufShape()
        .Text(1, "name")
        .Text(2, "generateName")
        .Text(3, "namespace")
        .Text(5, "uid")
        .Text(6, "resourceVersion")
        .Number(7, "generation")
        .Time(8, "creationTimestamp")
        .Time(9, "deletionTimestamp")
        .Number(10, "deletionGracePeriodSeconds")
        .TextMap(11, "labels")
        .TextMap(12, "annotations")
        .Texts(14, "finalizers");

    private static readonly Dictionary<string, ProtobufShape> Shapes = new(StringComparer.Ordinal)
    {
        ["Namespace"] = new ProtobufShape()
            .Message(1, "metadata", Meta)
            .Message(2, "spec", new ProtobufShape().Texts(1, "finalizers"))
            .Message(3, "status", new ProtobufShape().Text(1, "phase")),
        ["SelfSubjectReview"] = new ProtobufShape().Message(1, "metadata", Meta),
        ["SelfSubjectAccessReview"] = new ProtobufShape()
            .Message(1, "metadata", Meta)
            .Message(2, "spec", new ProtobufShape()
                .Message(1, "resourceAttributes", new ProtobufShape()
                    .Text(1, "namespace")
                    .Text(2, "verb")
                    .Text(3, "group")
                    .Text(4, "version")
                    .Text(5, "resource")
                    .Text(6, "subresource")
                    .Text(7, "name"))
                .Message(2, "nonResourceAttributes", new ProtobufShape().Text(1, "path").Text(2, "verb"))),
        ["DeleteOptions"] = new ProtobufShape()
            .Number(1, "gracePeriodSeconds")
            .Message(2, "preconditions", new ProtobufShape().Text(1, "uid").Text(2, "resourceVersion"))
            .Flag(3, "orphanDependents")
            .Text(4, "propagationPolicy")
            .Texts(5, "dryRun"),
    };

    private static readonly ProtobufShape TypeMeta = new ProtobufShape().Text(1, "apiVersion").Text(2, "kind");

    /// <summary>Reads an object; null where no such kind is known in this form.</summary>
    /// <exception cref="FormatException">The message is broken.</exception>
    public static JsonObject? Read(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith("k8s\0"u8))
        {
            throw new FormatException("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        }

        JsonObject type = [];
        ReadOnlySpan<byte> raw = default;
        var envelope = new ProtobufReader(body[4..]);
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

        if (type["kind"] is not JsonValue kind || !Shapes.TryGetValue(kind.GetValue<string>(), out ProtobufShape? shape))
        {
            return null;
        }

        JsonObject value = shape.Read(raw);
        value["kind"] = kind.DeepClone();
        value["apiVersion"] = type["apiVersion"]?.DeepClone();
        return value;
    }
}
