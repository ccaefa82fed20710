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
        List<JsonObject> before = [.. state.ObjectsAt("spec", "taints")];
        List<JsonObject> same = before.FindAll(taint => taint.TextAt("key") == key);
        string wanted = value ?? (same.Count == 0 ? "" : ValueOf(same[0]));
        bool isThere = same.Count > 0 && ValueOf(same[0]) == wanted && same[0].TextAt("effect") == effect;
        if (isThere && same.Count == 1)
        {
            return null;
        }

        var entry = new JsonObject { ["key"] = key, ["effect"] = effect };
        if (wanted.Length > 0)
        {
            entry["value"] = wanted;
        }

        if (same.Count == 0)
        {
            return Patch(before, [.. before, entry]);
        }

        IEnumerable<JsonObject> others = before.Where(taint => !same.Skip(1).Contains(taint));
        return Patch(before, others.Select(taint => taint == same[0] && !isThere ? entry : taint));
    }

    /// <summary>The patch that takes taints away; null when the cluster has none of them.</summary>
    /// <param name="state">The cluster's JSON.</param>
    /// <param name="goes">Which of them.</param>
    public static JsonObject? Remove(JsonObject state, Func<Taint, bool> goes)
    {
        List<JsonObject> before = [.. state.ObjectsAt("spec", "taints")];
        List<JsonObject> after = before.FindAll(taint => !goes(Read(taint)));
        return after.Count < before.Count ? Patch(before, after) : null;
    }

    private static string ValueOf(JsonObject taint) => taint.TextAt("value") ?? "";

    private static Taint Read(JsonObject taint) => new()
    {
        Key = taint.TextAt("key") ?? "",
        Value = ValueOf(taint),
        Effect = taint.TextAt("effect") ?? "",
        TimeAdded = taint.TimeAt("timeAdded")?.UtcDateTime,
    };

    // The webhook compares each with the first of that key: the time may be told, and must, of one that is the same.
    private static JsonObject Patch(List<JsonObject> before, IEnumerable<JsonObject> after)
    {
        var list = new JsonArray();
        foreach (JsonObject taint in after)
        {
            JsonObject copy = taint.DeepClone().AsObject();
            JsonObject? first = before.Find(other => other.TextAt("key") == taint.TextAt("key"));
            if (first is null || ValueOf(first) != ValueOf(taint) || first.TextAt("effect") != taint.TextAt("effect"))
            {
                copy.Remove("timeAdded");
            }

            list.Add((JsonNode)copy);
        }

        return new JsonObject { ["spec"] = new JsonObject { ["taints"] = list } };
    }
}
