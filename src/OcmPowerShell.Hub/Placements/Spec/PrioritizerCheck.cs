using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Kubeconfig;

namespace OcmPowerShell.Hub.Placements.Spec;

/// <summary>Checks what clusters are ranked by.</summary>
internal static class PrioritizerCheck
{
    private const string ErrorId = "InvalidPrioritizer";

    /// <summary>Checks <c>spec.prioritizerPolicy</c>.</summary>
    public static void Run(SpecNode spec)
    {
        if (spec.Object("prioritizerPolicy") is not { } policy)
        {
            return;
        }

        policy.WarnUnknown("mode", "configurations");
        string mode = policy.Text("mode") ?? "";
        IReadOnlyList<SpecNode> configurations = policy.Objects("configurations");
        if (mode is not ("" or "Additive" or "Exact"))
        {
            policy.Add(ErrorId, "mode", $"There is no mode '{mode}': the placement would be Misconfigured and select nothing. Use Additive (Balance and Steady count too) or Exact (only what is configured counts).");
        }

        if (mode == "Exact" && configurations.Count == 0)
        {
            policy.Warn("mode Exact without a prioritizer scores nothing: clusters are taken by name.");
        }

        foreach (SpecNode configuration in configurations)
        {
            CheckPrioritizer(configuration);
        }

        PlacementCheck.WarnOfDuplicates(
            policy,
            "configurations",
            configurations.Where(one => one.Value.At("scoreCoordinate") is JsonObject).Select(one => PlacementPrioritizer.FromJson(one.Value)).Select(one => one.Type == PlacementPrioritizer.AddOnType ? $"{one.Resource}/{one.Score}" : one.Name),
            "is configured more than once: of a built-in prioritizer the last weight counts, of an add-on's score all of them.");
    }

    private static void CheckPrioritizer(SpecNode entry)
    {
        entry.WarnUnknown("scoreCoordinate", "weight");
        if (entry.Integer("weight") is < -10 or > 10)
        {
            entry.Add(ErrorId, "weight", string.Create(CultureInfo.InvariantCulture, $"A weight must be -10 to 10, not {entry.Value.IntegerAt("weight")}."));
        }

        if (entry.Object("scoreCoordinate") is not { } coordinate)
        {
            entry.Add(ErrorId, "It has no scoreCoordinate: the placement would be Misconfigured and select nothing. Give it a type and a builtIn or addOn.");
            return;
        }

        coordinate.WarnUnknown("type", "builtIn", "addOn");
        string? type = coordinate.Text("type");
        SpecNode? addOn = coordinate.Object("addOn");
        if (type is not (null or PlacementPrioritizer.BuiltInType or PlacementPrioritizer.AddOnType))
        {
            coordinate.Add(ErrorId, "type", $"There is no type '{type}'. Use BuiltIn or AddOn.");
        }
        else if (type == PlacementPrioritizer.AddOnType)
        {
            CheckAddOn(coordinate, addOn);
        }
        else if (addOn is not null)
        {
            coordinate.Add(ErrorId, "type", "It has an addOn, so its type must be AddOn.");
        }
        else
        {
            CheckBuiltIn(coordinate, coordinate.Text("builtIn") ?? "");
        }
    }

    private static void CheckAddOn(SpecNode coordinate, SpecNode? addOn)
    {
        addOn?.WarnUnknown("resourceName", "scoreName");
        if (addOn is null || string.IsNullOrEmpty(addOn.Text("resourceName")) || string.IsNullOrEmpty(addOn.Text("scoreName")))
        {
            coordinate.Add(ErrorId, "addOn", "A prioritizer of type AddOn needs resourceName, the name of the AddOnPlacementScore, and scoreName, the score in it: AddOn:<resource>:<score>:<weight>.");
        }

        if (coordinate.Has("builtIn") && coordinate.Text("builtIn") is { Length: > 0 } name)
        {
            coordinate.Warn($"builtIn '{name}' counts for nothing where the type is AddOn.");
        }
    }

    private static void CheckBuiltIn(SpecNode coordinate, string name)
    {
        if (PlacementPrioritizer.BuiltInNames.Contains(name))
        {
            return;
        }

        string what = name switch
        {
            "" => "It names no prioritizer.",
            "Spread" => "OCM has no prioritizer 'Spread', though some texts name it.",
            _ => $"OCM has no prioritizer '{name}'.{NearestName.Suggest(name, PlacementPrioritizer.BuiltInNames)}",
        };
        coordinate.Add(ErrorId, "builtIn", $"{what} The placement would be Misconfigured and select nothing. There are {string.Join(", ", PlacementPrioritizer.BuiltInNames)}; the score of an add-on is AddOn:<resource>:<score>:<weight>.");
    }
}
