using System.ComponentModel;
using System.Management.Automation;
using System.Text.Json.Nodes;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Hub.Placements.Spec;

namespace OcmPowerShell.Commands;

/// <summary>A cmdlet that is told a whole placement: by parameters, by a file, or by a file that parameters change.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class PlacementSpecCmdlet : PlacementParameterCmdlet
{
    private const string ApiVersion = "cluster.open-cluster-management.io/v1beta1";
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>A YAML or JSON file with a Placement; other parameters change what it says.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>
    /// The placement that file and parameters describe, checked; warnings are written. It is fit to be sent or scheduled:
    /// apiVersion, kind, metadata (name, namespace, labels, annotations) and spec.
    /// </summary>
    /// <param name="name">Its name; null for the file's.</param>
    /// <param name="namespace">Its namespace; null for the file's, else <c>default</c>.</param>
    /// <param name="labels">Labels, beside the file's; null for none.</param>
    /// <param name="annotations">Annotations, beside the file's; null for none.</param>
    /// <exception cref="HubException"><c>EmptyTarget</c>; a <see cref="PlacementException"/>; or the file cannot be read.</exception>
    private protected JsonObject ReadPlacement(string? name, string? @namespace, IReadOnlyDictionary<string, string>? labels = null, IReadOnlyDictionary<string, string>? annotations = null)
    {
        PlacementParameters parameters = ReadParameters();
        JsonObject placement = Path is null ? [] : ReadFile(Path);
        var problems = new PlacementProblems();
        JsonObject spec = placement.ObjectAt("spec")?.DeepClone() as JsonObject ?? [];
        parameters.ApplyTo(spec, problems);
        var made = new JsonObject
        {
            ["apiVersion"] = ApiVersion,
            ["kind"] = "Placement",
            ["metadata"] = Metadata(placement, name, @namespace, labels, annotations),
            ["spec"] = placement["spec"] is null or JsonObject ? spec : placement["spec"]!.DeepClone(),
        };
        PlacementCheck.Run(made, problems);
        WriteProblems(problems);
        return made;
    }

    private JsonObject Metadata(
        JsonObject placement, string? name, string? @namespace, IReadOnlyDictionary<string, string>? labels, IReadOnlyDictionary<string, string>? annotations)
    {
        JsonObject metadata = new()
        {
            ["name"] = name ?? placement.TextAt("metadata", "name"),
            ["namespace"] = @namespace ?? placement.TextAt("metadata", "namespace") ?? PlacementReference.DefaultNamespace,
        };
        AddMap(metadata, "labels", Merged(placement, "labels", labels));
        JsonObject notes = Merged(placement, "annotations", annotations);
        notes.Remove(LastApplied);
        switch (WantsPaused)
        {
            case true:
                notes[PlacementFacts.SchedulingDisabled] = "true";
                break;
            case false:
                notes.Remove(PlacementFacts.SchedulingDisabled);
                break;
        }

        AddMap(metadata, "annotations", notes);
        return metadata;
    }

    private static JsonObject Merged(JsonObject placement, string name, IReadOnlyDictionary<string, string>? more)
    {
        JsonObject map = placement.ObjectAt("metadata", name)?.DeepClone() as JsonObject ?? [];
        foreach ((string key, string value) in more ?? new Dictionary<string, string>())
        {
            map[key] = value;
        }

        return map;
    }

    private static void AddMap(JsonObject metadata, string name, JsonObject map)
    {
        if (map.Count > 0)
        {
            metadata[name] = map;
        }
    }

    private JsonObject ReadFile(string path)
    {
        var input = new ManifestInput(this, StopToken);
        input.AddFiles([path], literal: false, recurse: false);
        IReadOnlyList<Manifest> manifests = input.Read().Manifests;
        if (manifests.Count != 1)
        {
            throw new HubException("InvalidPlacement", $"-Path takes a file with one Placement, and '{path}' has {manifests.Count} objects: {string.Join(", ", manifests.Select(manifest => manifest.Identity))}.");
        }

        JsonObject placement = JsonNodeExtensions.ParseObject(manifests[0].Utf8Json.Span);
        return (placement.TextAt("apiVersion"), placement.TextAt("kind")) == (ApiVersion, "Placement")
            ? placement
            : throw new HubException("InvalidPlacement", $"'{path}' has no Placement of {ApiVersion}, but a {placement.TextAt("kind")} of {placement.TextAt("apiVersion")}.");
    }
}
