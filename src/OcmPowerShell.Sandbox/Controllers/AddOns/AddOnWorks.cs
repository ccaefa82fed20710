using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Json;

namespace OcmPowerShell.Sandbox.Controllers.AddOns;

/// <summary>Makes the works that bring the manifests of an add-on to its cluster.</summary>
/// <param name="addOn">The ManagedClusterAddOn.</param>
/// <param name="template">Its template.</param>
/// <param name="manifests">Its manifests.</param>
internal sealed class AddOnWorks(JsonObject addOn, JsonObject template, IReadOnlyList<JsonObject> manifests)
{
    // OCM fills works to four fifths of what they may hold.
    private const int Capacity = 500 * 1024 * 4 / 5;

    /// <summary>
    /// The works that deploy the agent. Manifests stay in the work they are in; new ones go, the largest first, where most
    /// room is left.
    /// </summary>
    /// <param name="existing">The works there are.</param>
    public IReadOnlyList<JsonObject> Deploy(IEnumerable<JsonObject> existing)
    {
        var wanted = manifests.Where(manifest => AddOnWorkload.HookResource(manifest) is null).DistinctBy(KeyOf).ToDictionary(KeyOf);
        List<(string Name, List<JsonObject> Manifests)> works =
        [
            .. existing.Select(work => (work.Name(), work.ObjectsAt("spec", "workload", "manifests")
                .Select(manifest => wanted.Remove(KeyOf(manifest), out var kept) ? kept : null).OfType<JsonObject>().ToList())),
        ];
        foreach (var manifest in wanted.Values.OrderByDescending(SizeOf))
        {
            var roomiest = works.Count == 0 ? default : works.MinBy(work => work.Manifests.Sum(SizeOf));
            if (roomiest.Manifests is null || roomiest.Manifests.Sum(SizeOf) + SizeOf(manifest) >= Capacity)
            {
                works.Add(roomiest = (FreeName(works), []));
            }

            roomiest.Manifests.Add(manifest);
        }

        return [.. works.Where(work => work.Manifests.Count > 0).Select(work => Work(work.Name, work.Manifests, ManifestConfigs(), DeleteOption()))];
    }

    /// <summary>The work that runs before the add-on goes; null where nothing is to run.</summary>
    public JsonObject? PreDelete()
    {
        var hooks = manifests.Where(manifest => AddOnWorkload.HookResource(manifest) is not null).ToList();
        if (hooks.Count == 0)
        {
            return null;
        }

        var configs = new JsonArray([.. hooks.Select(hook => AddOnWorkload.WellKnownStatus(hook, AddOnWorkload.HookResource(hook)!))]);
        var work = Work(AddOnNames.PreDeleteWork(addOn.Name()), hooks, configs, deleteOption: null);
        work.ObjectAt("metadata")!.Remove("annotations");
        return work;
    }

    private static (string Group, string? Kind, string Namespace, string Name) KeyOf(JsonObject manifest) =>
        (AddOnWorkload.GroupOf(manifest), manifest.TextAt("kind"), manifest.Namespace(), manifest.Name());

    private static int SizeOf(JsonObject manifest) => JsonText.Sorted(manifest).Length;

    private string FreeName(List<(string Name, List<JsonObject>)> works)
    {
        for (var number = works.Count; ; number++)
        {
            var name = FormattableString.Invariant($"{AddOnNames.DeployPrefix(addOn.Name())}-{number}");
            if (works.All(work => work.Name != name))
            {
                return name;
            }
        }
    }

    private JsonObject Work(string name, IEnumerable<JsonObject> content, JsonArray configs, JsonObject? deleteOption)
    {
        var spec = new JsonObject
        {
            ["workload"] = new JsonObject { ["manifests"] = new JsonArray([.. content.Select(manifest => manifest.DeepClone())]) },
        };
        if (configs.Count > 0)
        {
            spec["manifestConfigs"] = configs;
        }

        if (deleteOption is not null)
        {
            spec["deleteOption"] = deleteOption;
        }

        var metadata = new JsonObject
        {
            ["labels"] = new JsonObject { [AddOnNames.AddOnLabel] = addOn.Name() },
            ["name"] = name,
            ["namespace"] = addOn.Namespace(),
            ["ownerReferences"] = new JsonArray(AddOnOwner.ReferenceTo(addOn, OcmTypes.ManagedClusterAddOn)),
        };
        if (HashAnnotation(addOn) is { } hashes)
        {
            metadata["annotations"] = new JsonObject { [AddOnNames.ConfigHashAnnotation] = hashes };
        }

        return new JsonObject
        {
            ["apiVersion"] = OcmTypes.ManifestWork.ApiVersion,
            ["kind"] = OcmTypes.ManifestWork.Kind,
            ["metadata"] = metadata,
            ["spec"] = spec,
        };
    }

    /// <summary>Which configurations works are made of; null for none.</summary>
    public static string? HashAnnotation(JsonObject addOn)
    {
        var configs = AddOnConfig.DesiredIn(addOn.ObjectsAt("status", "configReferences")).ToList();
        return configs.Count == 0 ? null : Encoding.UTF8.GetString(JsonText.Sorted(new JsonObject(
            configs.DistinctBy(config => config.Key).Select(config => KeyValuePair.Create<string, JsonNode?>(config.Key, config.SpecHash)))));
    }

    /// <summary>What the agent of the cluster reports: the status of workloads, and what the template asks for besides.</summary>
    private JsonArray ManifestConfigs()
    {
        var configs = manifests.Where(manifest => AddOnWorkload.WatchedResource(manifest) is not null)
            .Select(manifest => AddOnWorkload.WellKnownStatus(manifest, AddOnWorkload.WatchedResource(manifest)!)).ToList();
        foreach (var own in template.ObjectsAt("spec", "agentSpec", "manifestConfigs"))
        {
            var same = configs.FirstOrDefault(config => JsonEquality.Same(config["resourceIdentifier"], own["resourceIdentifier"]));
            if (same is null)
            {
                configs.Add(own.Copy());
                continue;
            }

            foreach (var rule in own.ObjectsAt("feedbackRules").Where(rule => rule.TextAt("type") != "WellKnownStatus"))
            {
                same.List("feedbackRules").Add(rule.DeepClone());
            }

            if (own["updateStrategy"] is { } strategy)
            {
                same["updateStrategy"] = strategy.DeepClone();
            }
        }

        return new JsonArray([.. configs]);
    }

    private JsonObject? DeleteOption()
    {
        var kept = manifests
            .Where(manifest => AddOnWorkload.HookResource(manifest) is null && manifest.At("metadata", "annotations", AddOnNames.DeletionOrphan) is not null)
            .Select(manifest => new JsonObject
            {
                ["group"] = AddOnWorkload.GroupOf(manifest),
                ["name"] = manifest.Name(),
                ["namespace"] = manifest.Namespace(),
                ["resource"] = GuessPlural(manifest.TextAt("kind") ?? ""),
            }).ToList();
        return kept.Count == 0 ? null : new JsonObject
        {
            ["propagationPolicy"] = "SelectivelyOrphan",
            ["selectivelyOrphans"] = new JsonObject { ["orphaningRules"] = new JsonArray([.. kept]) },
        };
    }

    /// <summary>As apimachinery guesses it without asking the cluster.</summary>
    private static string GuessPlural(string kind)
    {
        var name = kind.ToLowerInvariant();
        return name.EndsWith('s') ? name + "es" : name.EndsWith('y') ? name[..^1] + "ies" : name + "s";
    }
}
