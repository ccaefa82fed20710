using System.Globalization;
using System.Text.Json;
using OcmPowerShell.Sandbox.Api.Rendering;
using OcmPowerShell.Sandbox.Api.Resources;

namespace OcmPowerShell.Sandbox.Kinds.Kubernetes;

/// <summary>Reading objects for the cells of tables. Users write these objects: what is not of the expected form counts as not there.</summary>
internal static class Cells
{
    /// <summary>What a cell shows that has nothing to show.</summary>
    public const string None = "<none>";

    /// <summary>How old the object is.</summary>
    public static readonly PrinterColumn Age = Column("Age", "How long the object has been there.", (value, now) => Since(value.At("metadata", "creationTimestamp"), now));

    /// <summary>A column that is shown always.</summary>
    public static PrinterColumn Column(string name, string description, Func<JsonElement, DateTimeOffset, object?> value) =>
        new(name, "string", string.Empty) { Description = description, Value = value };

    /// <summary>A column that is shown always.</summary>
    public static PrinterColumn Column(string name, string description, Func<JsonElement, object?> value) =>
        Column(name, description, (one, _) => value(one));

    /// <summary>A column that <c>-o wide</c> shows.</summary>
    public static PrinterColumn Wide(string name, string description, Func<JsonElement, object?> value) =>
        Column(name, description, value) with { Priority = 1 };

    /// <summary>The value under a path; undefined where there is none.</summary>
    public static JsonElement At(this JsonElement value, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
            {
                return default;
            }
        }

        return value;
    }

    /// <summary>The text under a path; empty where there is none.</summary>
    public static string Text(this JsonElement value, params ReadOnlySpan<string> path) =>
        value.At(path) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : string.Empty;

    /// <summary>The whole number under a path; 0 where there is none.</summary>
    public static long Number(this JsonElement value, params ReadOnlySpan<string> path) =>
        value.At(path) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out long whole) ? whole : 0;

    /// <summary>Whether the truth value under a path is true.</summary>
    public static bool Flag(this JsonElement value, params ReadOnlySpan<string> path) => value.At(path).ValueKind == JsonValueKind.True;

    /// <summary>The items of the list under a path.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement value, params ReadOnlySpan<string> path) =>
        value.At(path) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : Enumerable.Empty<JsonElement>();

    /// <summary>How many members the map, or items the list, under a path has.</summary>
    public static long Size(this JsonElement value, params ReadOnlySpan<string> path) => value.At(path) switch
    {
        { ValueKind: JsonValueKind.Object } map => map.EnumerateObject().Count(),
        { ValueKind: JsonValueKind.Array } list => list.GetArrayLength(),
        _ => 0,
    };

    /// <summary>A text, or what stands for none.</summary>
    public static string OrNone(this string text) => text.Length > 0 ? text : None;

    /// <summary>How long ago a moment was.</summary>
    public static string Since(JsonElement moment, DateTimeOffset now) =>
        moment.ValueKind == JsonValueKind.String
        && DateTimeOffset.TryParse(moment.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? HumanDuration.Format(now - time)
            : "<unknown>";

    /// <summary>A map of labels as a selector reads it.</summary>
    public static string Labels(JsonElement map) => map.ValueKind == JsonValueKind.Object && map.EnumerateObject().Any()
        ? string.Join(',', map.EnumerateObject().OrderBy(label => label.Name, StringComparer.Ordinal).Select(label => $"{label.Name}={label.Value}"))
        : None;

    /// <summary>A label selector.</summary>
    public static string Selector(JsonElement selector)
    {
        IEnumerable<string> labels = selector.At("matchLabels") is { ValueKind: JsonValueKind.Object } map && map.EnumerateObject().Any() ? [Labels(map)] : [];
        IEnumerable<string> rules = selector.Items("matchExpressions").Select(rule => (rule.Text("operator"), string.Join(',', rule.Items("values"))) switch
        {
            ("In", string values) => $"{rule.Text("key")} in ({values})",
            ("NotIn", string values) => $"{rule.Text("key")} notin ({values})",
            ("DoesNotExist", _) => $"!{rule.Text("key")}",
            _ => rule.Text("key"),
        });
        return string.Join(',', labels.Concat(rules)).OrNone();
    }

    /// <summary>The names of a pod's containers.</summary>
    public static string ContainerNames(JsonElement podSpec) => string.Join(',', podSpec.Items("containers").Select(container => container.Text("name")));

    /// <summary>The images of a pod's containers.</summary>
    public static string ContainerImages(JsonElement podSpec) => string.Join(',', podSpec.Items("containers").Select(container => container.Text("image")));

    /// <summary>The wide columns of a workload: its containers, their images and its selector.</summary>
    public static PrinterColumn[] OfTemplate =>
    [
        Wide("Containers", "Names of each container in the template.", value => ContainerNames(value.At("spec", "template", "spec"))),
        Wide("Images", "Images referenced by each container in the template.", value => ContainerImages(value.At("spec", "template", "spec"))),
        Wide("Selector", "Which pods belong to it.", value => Selector(value.At("spec", "selector"))),
    ];
}
