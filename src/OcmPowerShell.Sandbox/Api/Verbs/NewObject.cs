using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Api.Verbs;

/// <summary>What the server adds to an object it has not seen before.</summary>
internal static class NewObject
{
    // No vowels, so that chance spells nothing.
    private const string NameCharacters = "bcdfghjklmnpqrstvwxz2456789";

    private const int NameAttempts = 8;

    /// <summary>An object with nothing but its names: what an apply that creates is merged into.</summary>
    public static JsonObject Empty(ResourceDefinition definition, string? @namespace, string name)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (definition.Type.Namespaced)
        {
            metadata["namespace"] = @namespace;
        }

        return new JsonObject { ["apiVersion"] = definition.Type.ApiVersion, ["kind"] = definition.Type.Kind, ["metadata"] = metadata };
    }

    /// <summary>Gives an object its identity, and takes from it what only the server writes.</summary>
    /// <exception cref="ApiException">It claims to be stored already.</exception>
    public static void Prepare(ResourceDefinition definition, string? @namespace, JsonObject value, ObjectStore store, string now)
    {
        JsonObject metadata = value.Metadata();
        if (metadata.Text("resourceVersion") is { Length: > 0 })
        {
            throw Refusal.Internal("resourceVersion should not be set on objects to be created");
        }

        value["apiVersion"] = definition.Type.ApiVersion;
        value["kind"] = definition.Type.Kind;
        if (definition.Type.Namespaced)
        {
            metadata["namespace"] = @namespace;
        }

        if (metadata.Text("name") is null or "" && metadata.Text("generateName") is { Length: > 0 } prefix)
        {
            metadata["name"] = NewName(definition.Type, @namespace, prefix, store);
        }

        foreach (string field in new[] { "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "resourceVersion", "generation" })
        {
            metadata.Remove(field);
        }

        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = now;
        if (definition.HasGeneration)
        {
            metadata["generation"] = 1;
        }

        if (definition.Type.HasStatus)
        {
            value.Remove("status");
        }
    }

    private static string NewName(ResourceType type, string? @namespace, string prefix, ObjectStore store)
    {
        // As the real server: 63 characters at most, the last five at random.
        string start = prefix.Length > 58 ? prefix[..58] : prefix;
        string name = start;
        for (int attempt = 0; attempt < NameAttempts; attempt++)
        {
            name = start + RandomNumberGenerator.GetString(NameCharacters, 5);
            if (store.Find(type, @namespace, name) is null)
            {
                return name;
            }
        }

        throw Refusal.NoUniqueName(type, name);
    }
}
