using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Kinds.Ocm;

/// <summary>What conversions do over and over: a member gets another name, and its items another form.</summary>
internal static class JsonRenaming
{
    /// <summary>Gives a member another name; where it is a list, each of its objects may be changed on the way.</summary>
    public static void Replace(this JsonObject target, string from, string to, Action<JsonObject>? item = null)
    {
        if (!target.TryGetPropertyValue(from, out JsonNode? value))
        {
            return;
        }

        target.Remove(from);
        foreach (JsonObject one in (value as JsonArray ?? []).OfType<JsonObject>())
        {
            item?.Invoke(one);
        }

        target[to] = value;
    }
}
