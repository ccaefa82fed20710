using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Admission;

namespace OcmPowerShell.Sandbox.Api.Subresources;

/// <summary>
/// A subresource that is the object itself, of which only a part can be written, as <c>/approval</c> and <c>/finalize</c>.
/// It takes and answers the whole object, by get, update and patch.
/// </summary>
/// <param name="name">Its name at the end of the path, under which field managers own what they write there.</param>
/// <param name="take">Takes its part of the second object, which a client sent, into the first, which is stored.</param>
internal sealed class ObjectPart(string name, Action<JsonObject, JsonObject> take) : ISubresource
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public ResourceType? Answers => null;

    /// <inheritdoc/>
    public IReadOnlyList<string> Verbs { get; init; } = ["get", "patch", "update"];

    /// <summary>What is asked of a write to this part; the rules of the whole object do not count for it.</summary>
    public IReadOnlyList<IAdmission> Admission { get; init; } = [];

    /// <summary>Puts what a client sent of this part into a stored object.</summary>
    public void Take(JsonObject stored, JsonObject sent) => take(stored, sent);

    /// <inheritdoc/>
    /// <remarks>The verbs of objects do all of it; they are told of the part in their options.</remarks>
    public Task HandleAsync(SubresourceRequest request, CancellationToken cancellationToken) => throw Refusal.MethodNotAllowed();
}
