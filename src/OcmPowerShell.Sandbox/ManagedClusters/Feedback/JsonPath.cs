using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.ManagedClusters.Feedback;

/// <summary>
/// A JSONPath as <c>kubectl -o jsonpath</c> and the work agent understand it, without templates (<c>range</c>, text):
/// <c>.a.b</c>, <c>['a']</c>, <c>[0]</c>, <c>[1:3]</c>, <c>[*]</c>, <c>..name</c> and <c>[?(@.type=="Ready")]</c>.
/// A member that is missing leads nowhere; an item that is missing is an error, as it is for kubectl.
/// </summary>
internal sealed class JsonPath
{
    private readonly IReadOnlyList<JsonPathStep> _steps;

    private JsonPath(IReadOnlyList<JsonPathStep> steps) => _steps = steps;

    /// <summary>Reads a path, without the braces around it.</summary>
    /// <exception cref="JsonPathException">It cannot be read.</exception>
    public static JsonPath Parse(string text) => new(new JsonPathReader(text).Read());

    /// <summary>What the path leads to, in document order.</summary>
    /// <exception cref="JsonPathException">A step does not fit what it meets.</exception>
    public IReadOnlyList<JsonNode?> Find(JsonNode? root) => new JsonPathWalk().Follow(_steps, root);
}
