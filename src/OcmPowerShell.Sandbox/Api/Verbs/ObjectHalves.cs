using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Resources;

namespace OcmPowerShell.Sandbox.Api.Verbs;

/// <summary>An object is what is wanted and what is: a write to one half leaves the other as it was.</summary>
internal static class ObjectHalves
{
    private static readonly string[] ServerFields =
    [
        "name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "selfLink",
    ];

    /// <summary>Puts back everything that the write is not about, and what only the server writes.</summary>
    /// <param name="definition">The kind.</param>
    /// <param name="old">The stored object.</param>
    /// <param name="value">What the client wants it to be, changed in place.</param>
    /// <param name="options">What the write is about.</param>
    public static void Separate(ResourceDefinition definition, JsonObject old, JsonObject value, WriteOptions options)
    {
        if (options.Subresource.Length > 0)
        {
            JsonNode? owners = Detach(value.Metadata(), "managedFields");
            var sent = new JsonObject(value.Select(member => member.Key).ToArray().Select(name => KeyValuePair.Create(name, Detach(value, name))));
            foreach ((string name, JsonNode? member) in old)
            {
                value[name] = member?.DeepClone();
            }

            if (options.IsStatus)
            {
                value.SetOrRemove("status", Detach(sent, "status"));
            }
            else
            {
                options.Part!.Take(value, sent);
            }

            value.Metadata().SetOrRemove("managedFields", owners ?? old.Metadata()["managedFields"]);
        }
        else if (definition.Type.HasStatus)
        {
            value.SetOrRemove("status", old["status"]);
        }

        value["apiVersion"] = old["apiVersion"]?.DeepClone();
        value["kind"] = old["kind"]?.DeepClone();
        foreach (string field in ServerFields)
        {
            value.Metadata().SetOrRemove(field, old.Metadata()[field]);
        }
    }

    /// <summary>Takes a member out: what belongs to no object can become part of another without a copy.</summary>
    private static JsonNode? Detach(JsonObject value, string name) => value.Remove(name, out JsonNode? member) ? member : null;

    /// <summary>Whether two objects ask for the same: all but metadata and status.</summary>
    public static bool WantsTheSame(ResourceDefinition definition, JsonObject old, JsonObject value)
    {
        IEnumerable<string> members = old.Select(member => member.Key).Union(value.Select(member => member.Key));
        return members
            .Where(name => name != "metadata" && !(name == "status" && definition.Type.HasStatus))
            .All(name => JsonText.Same(old[name], value[name]));
    }
}
