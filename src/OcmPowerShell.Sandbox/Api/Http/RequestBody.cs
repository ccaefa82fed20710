using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Yaml;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Protobuf;
using OcmPowerShell.Sandbox.Schema;
using OcmPowerShell.Sandbox.Server;
using JsonText = OcmPowerShell.Sandbox.Api.Json.JsonText;

namespace OcmPowerShell.Sandbox.Api.Http;

/// <summary>Reads what a client sent.</summary>
internal static class RequestBody
{
    private const string Accepted = "application/json, application/yaml, application/vnd.kubernetes.protobuf";
    private const int Shown = 2048;

    /// <summary>The media type of the body, without parameters; JSON where nothing is said.</summary>
    public static string MediaTypeOf(HttpRequest request)
    {
        string type = request.Headers.TryGetValue("Content-Type", out string? value) ? value.Split(';')[0].Trim().ToLowerInvariant() : string.Empty;
        return type.Length == 0 ? "application/json" : type;
    }

    /// <summary>Reads an object of a kind, as create and update take it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="type">The kind it must be of.</param>
    /// <param name="duplicates">Receives the members given twice.</param>
    /// <exception cref="ApiException">It cannot be read, or is something else.</exception>
    public static JsonObject ReadObject(HttpRequest request, ResourceType type, ICollection<string> duplicates)
    {
        if (MediaTypeOf(request) == ProtobufBody.MediaType)
        {
            JsonObject message = FromProtobuf(request.Body) ?? throw Refusal.UnsupportedMediaType(Accepted);
            RequireKind(type, message, request.Body);
            return message;
        }

        ReadOnlyMemory<byte> json = MediaTypeOf(request) switch
        {
            "application/json" => request.Body,
            "application/yaml" => FromYaml(request.Body, "error converting YAML to JSON"),
            _ => throw Refusal.UnsupportedMediaType(Accepted),
        };
        if (Parse(json, type, duplicates) is not JsonObject value)
        {
            throw Unrecognized(type, request.Body, "couldn't get version/kind; json parse error: json: cannot unmarshal value into Go value of type struct");
        }

        AssumeKind(type, value);
        RequireKind(type, value, request.Body);
        return value;
    }

    /// <summary>Reads an applied configuration, which is YAML or JSON.</summary>
    /// <exception cref="ApiException">It cannot be read, or is something else.</exception>
    public static JsonObject ReadApplied(HttpRequest request, ResourceType type)
    {
        if (ReadYamlOrJson(request.Body) is not JsonObject value)
        {
            throw Refusal.BadRequest("error decoding YAML: the applied configuration is not an object");
        }

        RequireKind(type, value, request.Body);
        return value;
    }

    /// <summary>Reads a patch.</summary>
    /// <exception cref="ApiException">It is not JSON.</exception>
    public static JsonNode? ReadPatch(HttpRequest request)
    {
        try
        {
            return JsonText.Parse(request.Body.Span);
        }
        catch (JsonSyntaxException exception)
        {
            throw Refusal.BadRequest($"error decoding patch: {exception.Message}");
        }
    }

    /// <summary>Reads an object whose kind does not matter; an empty one where nothing was sent.</summary>
    /// <exception cref="ApiException">It is not an object.</exception>
    public static JsonObject ReadOptional(HttpRequest request)
    {
        if (request.Body.IsEmpty)
        {
            return [];
        }

        JsonNode? value = MediaTypeOf(request) == ProtobufBody.MediaType ? FromProtobuf(request.Body) : ReadYamlOrJson(request.Body);
        return value as JsonObject
            ?? throw Refusal.BadRequest("the body of the request is not an object");
    }

    private static JsonObject? FromProtobuf(ReadOnlyMemory<byte> body)
    {
        try
        {
            return ProtobufBody.Read(body.Span);
        }
        catch (FormatException exception)
        {
            throw Refusal.BadRequest($"couldn't get version/kind; protobuf parse error: {exception.Message}");
        }
    }

    private static JsonNode? ReadYamlOrJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonText.Parse(body.Span.TrimStart(" \t\r\n"u8) is [(byte)'{', ..] ? body.Span : FromYaml(body, "error decoding YAML").Span);
        }
        catch (JsonSyntaxException exception)
        {
            throw Refusal.BadRequest($"error decoding YAML: {exception.Message}");
        }
    }

    private static JsonNode? Parse(ReadOnlyMemory<byte> json, ResourceType type, ICollection<string> duplicates)
    {
        try
        {
            return JsonText.Parse(json.Span, duplicates);
        }
        catch (JsonSyntaxException exception)
        {
            throw Unrecognized(type, json, $"couldn't get version/kind; json parse error: {exception.Message}");
        }
    }

    private static ReadOnlyMemory<byte> FromYaml(ReadOnlyMemory<byte> body, string context)
    {
        try
        {
            IReadOnlyList<YamlDocument> documents = YamlText.Read(Encoding.UTF8.GetString(body.Span));
            return documents is [YamlDocument only] ? only.Json : throw Refusal.BadRequest($"{context}: one document is wanted, not {documents.Count}");
        }
        catch (YamlSyntaxException exception)
        {
            throw Refusal.BadRequest($"{context}: {exception.Message}");
        }
    }

    /// <summary>Of a built-in kind the server knows what is sent; a custom one must say it.</summary>
    private static void AssumeKind(ResourceType type, JsonObject value)
    {
        if (!type.Group.Contains('.', StringComparison.Ordinal) || type.Group.EndsWith(".k8s.io", StringComparison.Ordinal))
        {
            value["kind"] = value.Text("kind") is { Length: > 0 } kind ? kind : type.Kind;
            value["apiVersion"] = value.Text("apiVersion") is { Length: > 0 } version ? version : type.ApiVersion;
        }
    }

    private static void RequireKind(ResourceType type, JsonObject value, ReadOnlyMemory<byte> body)
    {
        string? kind = value.Text("kind");
        string? apiVersion = value.Text("apiVersion");
        if (kind is null or "")
        {
            throw Unrecognized(type, body, $"Object 'Kind' is missing in '{Text(body, Shown)}'");
        }

        if (apiVersion is null or "")
        {
            throw Unrecognized(type, body, $"Object 'apiVersion' is missing in '{Text(body, Shown)}'");
        }

        if (apiVersion != type.ApiVersion)
        {
            throw Refusal.BadRequest($"the API version in the data ({apiVersion}) does not match the expected API version ({type.ApiVersion})");
        }

        if (kind != type.Kind)
        {
            throw Refusal.Invalid(type, value.Object("metadata").Text("name") ?? string.Empty, [
                FieldError.Invalid("kind", JsonValue.Create(kind).ToJsonString(), $"must be {type.Kind}"),
            ]);
        }
    }

    private static ApiException Unrecognized(ResourceType type, ReadOnlyMemory<byte> body, string why) =>
        Refusal.BadRequest($"the object provided is unrecognized (must be of type {type.Kind}): {why} ({Summary(body)})");

    /// <summary>The start of a body, in hexadecimal where it is no object.</summary>
    private static string Summary(ReadOnlyMemory<byte> body)
    {
        const int Length = 30;
        if (body.IsEmpty)
        {
            return "<empty>";
        }

        string more = body.Length > Length ? " ..." : string.Empty;
        return body.Span[0] == '{'
            ? Text(body, Length) + more
            : Convert.ToHexString(body.Span[..Math.Min(Length, body.Length)]).ToLowerInvariant() + more;
    }

    private static string Text(ReadOnlyMemory<byte> body, int limit) => Encoding.UTF8.GetString(body.Span[..Math.Min(limit, body.Length)]);
}
