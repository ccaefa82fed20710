using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;

namespace OcmPowerShell.Sandbox.Api.Patching;

/// <summary>JSON patch, RFC 6902.</summary>
internal static class JsonPatch
{
    /// <summary>The most operations of one patch, as on a real server.</summary>
    public const int MaxOperations = 10_000;

    // Copies of copies double: without a bound, forty operations make a terabyte.
    private const int MaxCopiedBytes = 3 * 1024 * 1024;

    /// <summary>The target with the patch applied; neither argument changes.</summary>
    /// <exception cref="ApiException">An operation does not apply, or a test fails.</exception>
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonArray operations)
        {
            throw Refusal.BadRequest("error decoding patch: json: cannot unmarshal value into Go value of type jsonpatch.Patch");
        }

        if (operations.Count > MaxOperations)
        {
            throw new ApiException(
                413,
                "RequestEntityTooLarge",
                FormattableString.Invariant($"The allowed maximum operations in a JSON patch is {MaxOperations}, got {operations.Count}"));
        }

        JsonNode? result = target?.DeepClone();
        int copied = 0;
        foreach (JsonNode? operation in operations)
        {
            result = ApplyOne(result, operation as JsonObject, ref copied);
        }

        return result;
    }

    private static JsonNode? ApplyOne(JsonNode? root, JsonObject? operation, ref int copied)
    {
        string[] path = JsonPointer.Parse(operation.Text("path") ?? throw Refusal.Unprocessable());
        switch (operation.Text("op"))
        {
            case "add":
                return Add(root, path, ValueOf(operation!));
            case "remove":
                return Remove(root, path);
            case "replace":
                _ = JsonPointer.Follow(root, path);
                return Replace(root, path, ValueOf(operation!));
            case "move":
                string[] from = From(operation!);
                if (path.Length > from.Length && path.AsSpan(0, from.Length).SequenceEqual(from))
                {
                    throw Refusal.Unprocessable();
                }

                JsonNode? moved = JsonPointer.Follow(root, from)?.DeepClone();
                return Add(Remove(root, from), path, moved);
            case "copy":
                JsonNode? source = JsonPointer.Follow(root, From(operation!));
                copied += JsonText.AsBuilt(source).Length;
                return copied <= MaxCopiedBytes ? Add(root, path, source?.DeepClone()) : throw Refusal.Unprocessable();
            case "test":
                return JsonText.Same(JsonPointer.Follow(root, path), operation!["value"]) ? root : throw Refusal.Unprocessable();
            default:
                throw Refusal.Unprocessable();
        }
    }

    private static string[] From(JsonObject operation) => JsonPointer.Parse(operation.Text("from") ?? throw Refusal.Unprocessable());

    private static JsonNode? ValueOf(JsonObject operation) =>
        operation.TryGetPropertyValue("value", out JsonNode? value) ? value?.DeepClone() : throw Refusal.Unprocessable();

    private static JsonNode? Add(JsonNode? root, string[] path, JsonNode? value)
    {
        RequireShallow(path, value);
        if (path.Length == 0)
        {
            return value;
        }

        switch (JsonPointer.Follow(root, path.AsSpan(..^1)))
        {
            case JsonObject members:
                members[path[^1]] = value;
                break;
            case JsonArray items:
                items.Insert(path[^1] == "-" ? items.Count : JsonPointer.Index(path[^1], items.Count + 1), value);
                break;
            default:
                throw Refusal.Unprocessable();
        }

        return root;
    }

    /// <summary>A patch that copies a value into itself again and again would nest until a stack ends.</summary>
    private static void RequireShallow(string[] path, JsonNode? value)
    {
        if (path.Length + JsonText.Depth(value) > JsonText.MaxDepth)
        {
            throw Refusal.Unprocessable();
        }
    }

    private static JsonNode? Remove(JsonNode? root, string[] path)
    {
        if (path.Length == 0)
        {
            return null;
        }

        switch (JsonPointer.Follow(root, path.AsSpan(..^1)))
        {
            case JsonObject members when members.Remove(path[^1]):
                break;
            case JsonArray items:
                items.RemoveAt(JsonPointer.Index(path[^1], items.Count));
                break;
            default:
                throw Refusal.Unprocessable();
        }

        return root;
    }

    private static JsonNode? Replace(JsonNode? root, string[] path, JsonNode? value)
    {
        RequireShallow(path, value);
        if (path.Length == 0)
        {
            return value;
        }

        switch (JsonPointer.Follow(root, path.AsSpan(..^1)))
        {
            case JsonObject members:
                members[path[^1]] = value;
                break;
            case JsonArray items:
                items[JsonPointer.Index(path[^1], items.Count)] = value;
                break;
        }

        return root;
    }
}
