using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Clusters;

/// <summary>
/// Works out the list of taints that a managed cluster is to have. A merge patch replaces the whole list, so entries that
/// stay are sent as they are, with their time: OCM's webhook takes no other. It also knows a taint by its key alone: a
/// second one with the same key and another effect would make every later change of the cluster be refused.
/// </summary>
internal static class ClusterTaints
{
    /// <summary>What the hub says of clusters by itself.</summary>
    private static readonly string[] HubKeys =
        ["cluster.open-cluster-management.io/unavailable", "cluster.open-cluster-management.io/unreachable"];

    /// <summary>Whether the hub sets and removes a taint by itself.</summary>
    public static bool IsOfHub(string key) => Array.IndexOf(HubKeys, key) >= 0;

    /// <summary>The patch that gives a cluster a taint, or changes the one of that key; null when it has it already.</summary>
    /// <param name="state">The cluster's JSON.</param>
    /// <param name="key">The taint's key.</param>
    /// <param name="value">Its value; empty for none, null for the one that it has.</param>
    /// <param name="effect">Its effect.</param>
    public static JsonObject? Put(JsonObject state, string key, string? value, string effect)
    {
        List<JsonObject> taints = [.. state.ObjectsAt("spec", "taints")];
        int index = taints.FindIndex(taint => IsOf(taint, key));
        string wanted = value ?? (index < 0 ? "" : ValueOf(taints[index]));
        bool isAlone = taints.FindLastIndex(taint => IsOf(taint, key)) == index;
        if (index >= 0 && isAlone && ValueOf(taints[index]) == wanted && taints[index].TextAt("effect") == effect)
        {
            return null;
        }

        // Its time is the hub's to give.
        var entry = new JsonObject { ["key"] = key, ["effect"] = effect };
        if (wanted.Length > 0)
        {
            entry["value"] = wanted;
        }

        if (index < 0)
        {
            taints.Add(entry);
        }
        else
        {
            taints[index] = entry;
            taints.RemoveAll(taint => taint != entry && IsOf(taint, key));
        }

        return Patch(taints);
    }

    /// <summary>The patch that takes taints away; null when the cluster has none of them.</summary>
    /// <param name="state">The cluster's JSON.</param>
    /// <param name="goes">Which of them.</param>
    public static JsonObject? Remove(JsonObject state, Func<Taint, bool> goes)
    {
        List<JsonObject> taints = [.. state.ObjectsAt("spec", "taints")];
        return taints.RemoveAll(taint => goes(Read(taint))) > 0 ? Patch(taints) : null;
    }

    private static bool IsOf(JsonObject taint, string key) => taint.TextAt("key") == key;

    private static string ValueOf(JsonObject taint) => taint.TextAt("value") ?? "";

    private static Taint Read(JsonObject taint) => new()
    {
        Key = taint.TextAt("key") ?? "",
        Value = ValueOf(taint),
        Effect = taint.TextAt("effect") ?? "",
        TimeAdded = taint.TimeAt("timeAdded")?.UtcDateTime,
    };

    private static JsonObject Patch(List<JsonObject> taints) => new()
    {
        ["spec"] = new JsonObject { ["taints"] = new JsonArray([.. taints.Select(taint => taint.DeepClone())]) },
    };
}
