using System.Text.Json;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Schema;
using OcmPowerShell.Sandbox.Server;

namespace OcmPowerShell.Sandbox.Api.Http;

/// <summary>Reads off a delete what is to become of what the object owns: from its body, or else from its query.</summary>
internal static class DeletePropagation
{
    /// <summary>What is asked for; null where nothing is.</summary>
    /// <exception cref="ApiException">It cannot be.</exception>
    public static DeletionPropagation? Read(HttpRequest request, JsonObject body)
    {
        RequireWhole(request, body, "gracePeriodSeconds");
        string? policy = body.Text("propagationPolicy") ?? Parameter(request, "propagationPolicy");
        bool? orphans = body["orphanDependents"]?.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => Parameter(request, "orphanDependents") is null ? null : RequestOptions.Flag(request, "orphanDependents"),
        };
        if (policy is not null && orphans is not null)
        {
            throw Refuse(FieldError.Invalid("propagationPolicy", $"\"{policy}\"", "orphanDependents and deletionPropagation cannot be both set"));
        }

        return policy switch
        {
            null => orphans switch
            {
                true => DeletionPropagation.Orphan,
                false => DeletionPropagation.Background,
                null => null,
            },
            nameof(DeletionPropagation.Background) => DeletionPropagation.Background,
            nameof(DeletionPropagation.Foreground) => DeletionPropagation.Foreground,
            nameof(DeletionPropagation.Orphan) => DeletionPropagation.Orphan,
            _ => throw Refuse(FieldError.Unsupported("propagationPolicy", $"\"{policy}\"", ["Foreground", "Background", "Orphan", "nil"])),
        };
    }

    private static string? Parameter(HttpRequest request, string name) => request.Query.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    private static void RequireWhole(HttpRequest request, JsonObject body, string name)
    {
        if (body[name] is { } member && body.Whole(name) is null)
        {
            throw Refusal.BadRequest($"json: cannot unmarshal {member.GetValueKind().ToString().ToLowerInvariant()} into Go struct field DeleteOptions.{name} of type int64");
        }

        if (Parameter(request, name) is { } text && !long.TryParse(text, out _))
        {
            throw Refusal.BadRequest($"strconv.ParseInt: parsing \"{text}\": invalid syntax");
        }
    }

    private static ApiException Refuse(FieldError error) => Refusal.InvalidOptions("DeleteOptions", error);
}
