using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Schema;

namespace OcmPowerShell.Sandbox.Kinds.Kubernetes;

/// <summary>What a real server checks of pods and of the templates they are made of.</summary>
internal static class PodRules
{
    private const string LabelRule =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with "
        + "an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private static readonly Regex DnsLabel = new("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", RegexOptions.NonBacktracking);

    /// <summary>What is wrong with a pod.</summary>
    public static IEnumerable<FieldError> OfPod(JsonObject value, JsonObject? before) => before is null ? OfSpec(value.Object("spec"), "spec") : [];

    /// <summary>What is wrong with a pod's spec.</summary>
    public static IEnumerable<FieldError> OfSpec(JsonObject? spec, string path)
    {
        if (spec is null)
        {
            yield return FieldError.Required($"{path}.containers");
            yield break;
        }

        HashSet<string> volumes = [];
        foreach ((JsonObject volume, string at) in Items(spec, "volumes", path))
        {
            volumes.Add(volume.Text("name") ?? string.Empty);
            if (volume.Count <= 1)
            {
                yield return FieldError.Required(at, "must specify a volume type");
            }
        }

        foreach (string list in new[] { "initContainers", "containers" })
        {
            foreach ((JsonObject container, string at) in Items(spec, list, path))
            {
                foreach (FieldError error in OfContainer(container, at, volumes))
                {
                    yield return error;
                }
            }
        }
    }

    private static IEnumerable<FieldError> OfContainer(JsonObject container, string path, HashSet<string> volumes)
    {
        if (container.Text("name") is { Length: > 0 } name && (name.Length > 63 || !DnsLabel.IsMatch(name)))
        {
            yield return FieldError.Invalid($"{path}.name", Quoted(name), name.Length > 63 ? "must be no more than 63 characters" : LabelRule);
        }

        string? image = container.Text("image");
        if (image is null or "")
        {
            yield return FieldError.Required($"{path}.image");
        }
        else if (image != image.Trim())
        {
            yield return FieldError.Invalid($"{path}.image", Quoted(image), "must not have leading or trailing whitespace");
        }

        foreach ((JsonObject mount, string at) in Items(container, "volumeMounts", path))
        {
            string volume = mount.Text("name") ?? string.Empty;
            if (volume.Length > 0 && !volumes.Contains(volume))
            {
                yield return new FieldError("FieldValueNotFound", $"{at}.name", $"Not found: {Quoted(volume)}");
            }
        }

        JsonObject? limits = container.Object("resources").Object("limits");
        foreach ((string resource, JsonNode? wanted) in container.Object("resources").Object("requests") ?? [])
        {
            if (limits?[resource] is JsonValue limit && wanted is JsonValue request
                && Quantity.Parse(limit.ToString()) is decimal most && Quantity.Parse(request.ToString()) is decimal least && least > most)
            {
                yield return FieldError.Invalid(
                    $"{path}.resources.requests", Quoted(request.ToString()), $"must be less than or equal to {resource} limit of {limit}");
            }
        }
    }

    private static IEnumerable<(JsonObject Item, string Path)> Items(JsonObject value, string name, string path)
    {
        JsonArray items = value.Array(name) ?? [];
        for (int index = 0; index < items.Count; index++)
        {
            if (items[index] is JsonObject item)
            {
                yield return (item, FormattableString.Invariant($"{path}.{name}[{index}]"));
            }
        }
    }

    private static string Quoted(string text) => JsonValue.Create(text).ToJsonString();
}
