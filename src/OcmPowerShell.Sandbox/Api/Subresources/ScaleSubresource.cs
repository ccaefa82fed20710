using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Http;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Patching;
using OcmPowerShell.Sandbox.Api.Verbs;
using OcmPowerShell.Sandbox.Schema;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Api.Subresources;

/// <summary><c>/scale</c>: how many replicas an object wants and has, in one form for all kinds.</summary>
/// <param name="wanted">Path of the number that is wanted.</param>
/// <param name="found">Path of the number that there is.</param>
/// <param name="selector">Path of the selector of its pods, as a text or as a label selector; null for none.</param>
internal sealed class ScaleSubresource(string[] wanted, string[] found, string[]? selector) : ISubresource
{
    private const string Accepted = "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml";

    private static readonly ResourceType Scale = new("autoscaling", "v1", "Scale", "scales", true) { HasStatus = false };

    private readonly ObjectPart _part = new("scale", (stored, sent) =>
    {
        JsonObject holder = stored;
        foreach (string name in wanted[..^1])
        {
            holder = holder.Object(name) ?? Attach(holder, name);
        }

        holder[wanted[^1]] = At(sent, wanted)?.DeepClone();
    });

    /// <inheritdoc/>
    public string Name => "scale";

    /// <inheritdoc/>
    public ResourceType? Answers => Scale;

    /// <inheritdoc/>
    public IReadOnlyList<string> Verbs { get; } = ["get", "patch", "update"];

    /// <inheritdoc/>
    public Task HandleAsync(SubresourceRequest request, CancellationToken cancellationToken)
    {
        StoredObject answer = request.Http.Method switch
        {
            "GET" or "HEAD" => Read(request),
            "PUT" => Write(request, "UpdateOptions", _ => RequestBody.ReadObject(request.Http, Scale, [])),
            "PATCH" => Write(request, "PatchOptions", current => Patched(request.Http, current)),
            _ => throw Refusal.MethodNotAllowed(),
        };
        return request.AnswerAsync(200, ScaleOf(answer.ToJson()), cancellationToken);
    }

    private StoredObject Read(SubresourceRequest request)
    {
        StoredObject value = request.Read();

        // Of custom resources only: the others have a default.
        return At(value.ToJson(), wanted) is not null
            ? value
            : throw new ApiException(500, "InternalError", $"Internal error occurred: the spec replicas field \".{string.Join('.', wanted)}\" does not exist");
    }

    private static JsonObject Patched(HttpRequest request, JsonObject current)
    {
        JsonNode? patched = RequestBody.MediaTypeOf(request) switch
        {
            "application/merge-patch+json" => MergePatch.Apply(current, RequestBody.ReadPatch(request)),
            "application/json-patch+json" => JsonPatch.Apply(current, RequestBody.ReadPatch(request)),
            "application/apply-patch+yaml" => MergePatch.Apply(current, RequestBody.ReadApplied(request, Scale)),
            _ => throw Refusal.UnsupportedMediaType(Accepted),
        };
        return patched as JsonObject ?? throw Refusal.InvalidPatch("null", "the patched object is not an object");
    }

    private StoredObject Write(SubresourceRequest request, string options, Func<JsonObject, JsonObject> change)
    {
        bool isApply = RequestBody.MediaTypeOf(request.Http) == "application/apply-patch+yaml";
        WriteOptions write = RequestOptions.Write(request.Http, options, isApply, isStatus: false) with { Part = _part };
        ResourceRoute route = request.Route;
        return request.Api.Writer.Patch(
            route.Definition,
            route.Namespace,
            route.Name!,
            stored =>
            {
                JsonObject scale = change(ScaleOf(stored));
                RequireNumber(route.Name!, scale);
                var sent = (JsonObject)stored.DeepClone();
                _part.Take(sent, Sent(scale.Object("spec")?["replicas"] ?? 0));
                if (scale.Metadata().Text("resourceVersion") is { Length: > 0 } version)
                {
                    sent.Metadata()["resourceVersion"] = version;
                }

                return sent;
            },
            write).Object;
    }

    private JsonObject Sent(JsonNode replicas)
    {
        JsonNode value = replicas.DeepClone();
        foreach (string name in Enumerable.Reverse(wanted))
        {
            value = new JsonObject { [name] = value };
        }

        return (JsonObject)value;
    }

    private static void RequireNumber(string name, JsonObject scale)
    {
        JsonNode? replicas = scale.Object("spec")?["replicas"];
        if (replicas is null)
        {
            return;
        }

        if (!int.TryParse(replicas.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
        {
            throw Refusal.BadRequest(
                "Scale in version \"v1\" cannot be handled as a Scale: json: cannot unmarshal a value into Go struct field ScaleSpec.spec.replicas of type int32");
        }

        if (number < 0)
        {
            throw Refusal.Invalid(Scale, name, [
                FieldError.Invalid("spec.replicas", number.ToString(CultureInfo.InvariantCulture), "must be greater than or equal to 0"),
            ]);
        }
    }

    private JsonObject ScaleOf(JsonObject value)
    {
        JsonObject metadata = value.Metadata();
        var named = new JsonObject();
        foreach (string member in new[] { "name", "namespace", "uid", "resourceVersion", "creationTimestamp" })
        {
            named.SetOrRemove(member, metadata[member]);
        }

        var spec = new JsonObject();
        if (At(value, wanted) is { } replicas)
        {
            spec["replicas"] = replicas.DeepClone();
        }

        var status = new JsonObject { ["replicas"] = At(value, found)?.DeepClone() ?? 0 };
        if (selector is not null && SelectorOf(At(value, selector)) is { Length: > 0 } text)
        {
            status["selector"] = text;
        }

        return new JsonObject { ["kind"] = Scale.Kind, ["apiVersion"] = Scale.ApiVersion, ["metadata"] = named, ["spec"] = spec, ["status"] = status };
    }

    private static string SelectorOf(JsonNode? selector)
    {
        if (selector is not JsonObject members)
        {
            return (selector as JsonValue)?.ToString() ?? string.Empty;
        }

        IEnumerable<string> labels = (members.Object("matchLabels") ?? []).Select(label => $"{label.Key}={label.Value}");
        IEnumerable<string> rules = (members.Array("matchExpressions") ?? []).OfType<JsonObject>().Select(rule => rule.Text("operator") switch
        {
            "In" => $"{rule.Text("key")} in ({string.Join(',', rule.Texts("values"))})",
            "NotIn" => $"{rule.Text("key")} notin ({string.Join(',', rule.Texts("values"))})",
            "DoesNotExist" => $"!{rule.Text("key")}",
            _ => rule.Text("key") ?? string.Empty,
        });
        return string.Join(',', labels.Concat(rules));
    }

    private static JsonNode? At(JsonNode? value, string[] path)
    {
        foreach (string name in path)
        {
            value = (value as JsonObject)?[name];
        }

        return value;
    }

    private static JsonObject Attach(JsonObject holder, string name)
    {
        var child = new JsonObject();
        holder[name] = child;
        return child;
    }
}
