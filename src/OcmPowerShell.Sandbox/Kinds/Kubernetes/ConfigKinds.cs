using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Kinds.Kubernetes.KubernetesShapes;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Kubernetes;

/// <summary>ConfigMaps and Secrets.</summary>
internal static class ConfigKinds
{
    private const int Limit = 1024 * 1024;

    private const string KeyRule =
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' "
        + "(e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

    private static readonly string[] DataMembers = ["data", "binaryData"];

    private static readonly Regex Key = new("^[-._a-zA-Z0-9]{1,253}$", RegexOptions.NonBacktracking);

    private static readonly Dictionary<string, string[]> NeededKeys = new(StringComparer.Ordinal)
    {
        ["kubernetes.io/dockercfg"] = [".dockercfg"],
        ["kubernetes.io/dockerconfigjson"] = [".dockerconfigjson"],
        ["kubernetes.io/ssh-auth"] = ["ssh-privatekey"],
        ["kubernetes.io/tls"] = ["tls.crt", "tls.key"],
    };

    /// <summary>How ConfigMaps are served.</summary>
    public static readonly ResourceDefinition ConfigMap = new()
    {
        Type = KubernetesTypes.ConfigMap,
        Schema = Root(
            "ConfigMap",
            "Texts for pods to use.",
            ("binaryData", Map("Bytes by their names.", Bytes("The bytes, in base64."))),
            ("data", TextMap("Texts by their names.")),
            ("immutable", Flag("Whether it can never be changed again."))),
        IsBuiltIn = true,
        HasGeneration = false,
        Columns = [Cells.Column("Data", "How many texts and bytes it has.", value => value.Size("data") + value.Size("binaryData")), Cells.Age],
        Rules = (value, before) => Keys(value, "data").Concat(Keys(value, "binaryData")).Concat(Size(value)).Concat(Unchanged(value, before)),
    };

    /// <summary>How Secrets are served.</summary>
    public static readonly ResourceDefinition Secret = new()
    {
        Type = KubernetesTypes.Secret,
        Schema = Root(
            "Secret",
            "Bytes for pods to use that not everybody should see.",
            ("data", Map("Bytes by their names.", Bytes("The bytes, in base64."))),
            ("immutable", Flag("Whether it can never be changed again.")),
            ("stringData", TextMap("Texts by their names, for writing: they become data.")),
            ("type", Text("What it is for."))),
        IsBuiltIn = true,
        HasGeneration = false,
        SelectableFields = ["type"],
        Columns =
        [
            Cells.Column("Type", "What it is for.", value => value.Text("type")),
            Cells.Column("Data", "How many values it has.", value => value.Size("data")),
            Cells.Age,
        ],
        Admission = [new ObjectAdmission((value, _) => Complete(value))],
        Rules = (value, before) => Keys(value, "data").Concat(Size(value)).Concat(OfType(value, before)).Concat(Unchanged(value, before)),
    };

    private static void Complete(JsonObject value)
    {
        if (value.Text("type") is null or "")
        {
            value["type"] = "Opaque";
        }

        if (value["stringData"] is JsonObject texts)
        {
            JsonObject data = value.Object("data") ?? [];
            foreach ((string key, JsonNode? text) in texts)
            {
                data[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text is null ? string.Empty : text.GetValue<string>()));
            }

            value.SetOrRemove("data", data);
            value.Remove("stringData");
        }
    }

    private static IEnumerable<FieldError> Keys(JsonObject value, string member) => (value.Object(member) ?? [])
        .Select(entry => entry.Key)
        .Where(key => !Key.IsMatch(key) || key is "." or "..")
        .Select(key => FieldError.Invalid($"{member}[{key}]", JsonValue.Create(key).ToJsonString(), KeyRule));

    private static IEnumerable<FieldError> Size(JsonObject value)
    {
        long size = DataMembers
            .SelectMany(member => value.Object(member) ?? [])
            .Sum(entry => (long)Encoding.UTF8.GetByteCount(entry.Value?.ToString() ?? string.Empty));
        return size > Limit ? [FieldError.TooLong(string.Empty, Limit)] : [];
    }

    private static IEnumerable<FieldError> OfType(JsonObject value, JsonObject? before)
    {
        string type = value.Text("type") ?? string.Empty;
        foreach (string key in NeededKeys.GetValueOrDefault(type) ?? [])
        {
            if (value.Object("data")?.ContainsKey(key) != true)
            {
                yield return FieldError.Required($"data[{key}]");
            }
        }

        if (type == "kubernetes.io/service-account-token"
            && value.Metadata().Object("annotations").Text("kubernetes.io/service-account.name") is null or "")
        {
            yield return FieldError.Required("metadata.annotations[kubernetes.io/service-account.name]");
        }

        if (before is not null && before.Text("type") != type)
        {
            yield return FieldError.Invalid("type", JsonValue.Create(type).ToJsonString(), "field is immutable");
        }
    }

    private static IEnumerable<FieldError> Unchanged(JsonObject value, JsonObject? before)
    {
        if (before?["immutable"]?.ToJsonString() != "true")
        {
            yield break;
        }

        if (value["immutable"]?.ToJsonString() != "true")
        {
            yield return FieldError.Forbidden("immutable", "field is immutable when `immutable` is set");
        }

        foreach (string member in DataMembers.Where(member => !JsonText.Same(before[member], value[member])))
        {
            yield return FieldError.Forbidden(member, "field is immutable when `immutable` is set");
        }
    }
}
