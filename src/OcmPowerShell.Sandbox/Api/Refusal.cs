using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Schema;

namespace OcmPowerShell.Sandbox.Api;

/// <summary>The refusals of a Kubernetes API server, in its own words.</summary>
internal static class Refusal
{
    /// <summary>404: there is no such object.</summary>
    public static ApiException NotFound(ResourceType type, string name) =>
        new(404, "NotFound", $"{type} \"{name}\" not found", Details(type, name));

    /// <summary>404 as plain text: there is no such URL.</summary>
    public static ApiException UnknownResource() => new(404, string.Empty, "404 page not found") { IsPlainText = true };

    /// <summary>409: the name is taken.</summary>
    public static ApiException AlreadyExists(ResourceType type, string name) =>
        new(409, "AlreadyExists", $"{type} \"{name}\" already exists", Details(type, name));

    /// <summary>409: every generated name was taken.</summary>
    public static ApiException NoUniqueName(ResourceType type, string name)
    {
        JsonObject details = Details(type, name);
        details["retryAfterSeconds"] = 1;
        return new ApiException(
            409, "AlreadyExists", $"{type} \"{name}\" already exists, the server was not able to generate a unique name for the object", details)
        {
            RetryAfterSeconds = 1,
        };
    }

    /// <summary>409: somebody else was faster.</summary>
    public static ApiException Conflict(ResourceType type, string name, string? why = null) => new(
        409,
        "Conflict",
        $"Operation cannot be fulfilled on {type} \"{name}\": {why ?? "the object has been modified; please apply your changes to the latest version and try again"}",
        Details(type, name));

    /// <summary>409: a precondition of a delete does not hold.</summary>
    public static ApiException PreconditionFailed(ResourceType type, string name, string why) => new(
        409,
        "Conflict",
        $"Operation cannot be fulfilled on {QualifiedKind(type)} \"{name}\": {why}",
        Details(type.Group, type.Kind, name));

    /// <summary>400.</summary>
    public static ApiException BadRequest(string message) => new(400, "BadRequest", message);

    /// <summary>400: an admission webhook said no.</summary>
    public static ApiException Denied(string webhook, string message) =>
        BadRequest($"admission webhook \"{webhook}\" denied the request: {message}");

    /// <summary>403: an admission webhook found that the requester may not do something to a subresource.</summary>
    public static ApiException DeniedAsForbidden(string webhook, ResourceType type, string subresource, string name, string why)
    {
        string resource = $"{type.Plural}/{subresource}";
        return new ApiException(
            403,
            "Forbidden",
            $"admission webhook \"{webhook}\" denied the request: {resource}.{type.Group} \"{name}\" is forbidden: {why}",
            Details(type.Group, resource, name));
    }

    /// <summary>422: fields of an object are wrong.</summary>
    public static ApiException Invalid(ResourceType type, string name, IReadOnlyList<FieldError> errors) =>
        Invalid(type.Group, type.Kind, QualifiedKind(type), name, errors);

    /// <summary>422, said of the resource rather than of the kind.</summary>
    public static ApiException InvalidResource(ResourceType type, string name, params FieldError[] errors) =>
        Invalid(type.Group, type.Plural, type.ToString(), name, errors);

    /// <summary>422: options of a request are wrong.</summary>
    public static ApiException InvalidOptions(string kind, params FieldError[] errors) =>
        Invalid("meta.k8s.io", kind, $"{kind}.meta.k8s.io", string.Empty, errors);

    /// <summary>422: a patch whose result cannot be understood.</summary>
    public static ApiException InvalidPatch(string patched, string why) => Invalid(
        string.Empty, string.Empty, string.Empty, string.Empty, [FieldError.Invalid("patch", JsonValue.Create(patched).ToJsonString(), why)]);

    /// <summary>422 without a word why, as for a JSON patch that does not apply.</summary>
    public static ApiException Unprocessable() =>
        new(422, "Invalid", "the server rejected our request due to an error in our request", []);

    /// <summary>403: the requester may not.</summary>
    public static ApiException Forbidden(ResourceType type, string? name, string why) => new(
        403,
        "Forbidden",
        name is null ? $"{type} is forbidden: {why}" : $"{type} \"{name}\" is forbidden: {why}",
        Details(type.Group, type.Plural, name));

    /// <summary>405.</summary>
    public static ApiException MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", []);

    /// <summary>406: no form of the answer that the client would take.</summary>
    public static ApiException NotAcceptable(string accepted) =>
        new(406, "NotAcceptable", $"only the following media types are accepted: {accepted}");

    /// <summary>415: a body in a form the server does not read.</summary>
    public static ApiException UnsupportedMediaType(string accepted) => new(
        415, "UnsupportedMediaType", $"the body of the request was in an unknown format - accepted media types include: {accepted}");

    /// <summary>410: the past that is asked for is forgotten.</summary>
    public static ApiException Expired(string message, string? continueToken = null) =>
        new(410, "Expired", message) { ContinueToken = continueToken };

    /// <summary>504: the version asked for is in the future.</summary>
    public static ApiException TooLargeVersion(long asked, long current) => new(
        504,
        "Timeout",
        FormattableString.Invariant($"Timeout: Too large resource version: {asked}, current: {current}"),
        new JsonObject
        {
            ["causes"] = new JsonArray(Cause("ResourceVersionTooLarge", "Too large resource version", null)),
            ["retryAfterSeconds"] = 1,
        })
    {
        RetryAfterSeconds = 1,
    };

    /// <summary>500: what should not have happened.</summary>
    public static ApiException Internal(string message) => new(500, string.Empty, message);

    /// <summary>409: an apply would take fields that others own.</summary>
    public static ApiException ApplyConflicts(IReadOnlyList<(string Manager, string Field)> conflicts)
    {
        string list = conflicts.Count == 1
            ? $"conflict with {conflicts[0].Manager}: {conflicts[0].Field}"
            : string.Join('\n', conflicts.GroupBy(conflict => conflict.Manager).Select(group =>
                $"conflicts with {group.Key}:\n- {string.Join("\n- ", group.Select(conflict => conflict.Field))}"));
        string count = conflicts.Count == 1 ? "1 conflict" : conflicts.Count.ToString(CultureInfo.InvariantCulture) + " conflicts";
        return new ApiException(409, "Conflict", $"Apply failed with {count}: {list}", new JsonObject
        {
            ["causes"] = new JsonArray([.. conflicts.Select(conflict =>
                Cause("FieldManagerConflict", $"conflict with {conflict.Manager}", conflict.Field))]),
        });
    }

    /// <summary>A cause in the details of a Status.</summary>
    public static JsonObject Cause(string reason, string message, string? field)
    {
        var cause = new JsonObject { ["reason"] = reason, ["message"] = message };
        if (field is not null)
        {
            cause["field"] = field;
        }

        return cause;
    }

    private static string QualifiedKind(ResourceType type) => type.Group.Length == 0 ? type.Kind : $"{type.Kind}.{type.Group}";

    private static ApiException Invalid(string group, string kind, string qualified, string name, IReadOnlyList<FieldError> errors)
    {
        string[] texts = [.. errors.Select(error => $"{error.Field}: {error.Message}")];
        string list = texts.Length == 1 ? texts[0] : $"[{string.Join(", ", texts)}]";
        JsonObject details = Details(group, kind, name.Length == 0 ? null : name);
        details["causes"] = new JsonArray([.. errors.Select(error => Cause(error.Reason, error.Message, error.Field))]);
        return new ApiException(422, "Invalid", $"{qualified} \"{name}\" is invalid: {list}", details);
    }

    private static JsonObject Details(ResourceType type, string name) => Details(type.Group, type.Plural, name);

    private static JsonObject Details(string group, string kind, string? name)
    {
        var details = new JsonObject();
        if (name is not null)
        {
            details["name"] = name;
        }

        if (group.Length > 0)
        {
            details["group"] = group;
        }

        if (kind.Length > 0)
        {
            details["kind"] = kind;
        }

        return details;
    }
}
