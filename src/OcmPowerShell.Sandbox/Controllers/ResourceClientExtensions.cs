using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers;

/// <summary>Read, change, write: again from the start when somebody else was faster.</summary>
internal static class ResourceClientExtensions
{
    private const int Attempts = 8;

    /// <summary>
    /// Changes all but the status. <paramref name="change"/> returns false when there is nothing to do.
    /// </summary>
    /// <returns>The object as it is now; null where there is none.</returns>
    public static JsonObject? Change(
        this IResourceClient client, ResourceType type, string? @namespace, string name, Func<JsonObject, bool> change) =>
        Repeat(client, type, @namespace, name, change, value => client.Update(type, @namespace, value));

    /// <summary>Changes the status, and writes only when it differs afterwards.</summary>
    /// <returns>The object as it is now; null where there is none.</returns>
    public static JsonObject? ChangeStatus(
        this IResourceClient client, ResourceType type, string? @namespace, string name, Action<JsonObject> change) =>
        Repeat(client, type, @namespace, name, value => Differs(value, change), value => client.UpdateStatus(type, @namespace, value));

    /// <summary>Whether the API server knows a kind.</summary>
    public static bool Serves(this IResourceClient client, ResourceType type)
    {
        try
        {
            client.List(type, type.Namespaced ? "default" : null);
            return true;
        }
        catch (ApiException error) when (error.IsNotFound())
        {
            return false;
        }
    }

    /// <summary>Whether an answer says that somebody else wrote in between.</summary>
    public static bool IsConflict(this ApiException error) => error.Code == 409 && error.Reason == "Conflict";

    /// <summary>Whether an answer says that the object is not there.</summary>
    public static bool IsNotFound(this ApiException error) => error.Code == 404;

    private static bool Differs(JsonObject value, Action<JsonObject> change)
    {
        var before = value["status"]?.DeepClone();
        change(value);
        return !JsonEquality.Same(before, value["status"]);
    }

    private static JsonObject? Repeat(
        IResourceClient client, ResourceType type, string? @namespace, string name,
        Func<JsonObject, bool> change, Func<JsonObject, JsonObject> write)
    {
        for (var attempt = 1; ; attempt++)
        {
            var value = client.Get(type, @namespace, name);
            if (value is null || !change(value))
            {
                return value;
            }

            try
            {
                return write(value);
            }
            catch (ApiException error) when (error.IsConflict() && attempt < Attempts)
            {
                // The next round reads what the other one wrote.
            }
            catch (ApiException error) when (error.IsNotFound())
            {
                return null;
            }
        }
    }
}
