using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Rest;

/// <summary>A kind of object: where the API keeps it, what people call it, and how one is made of its JSON.</summary>
/// <param name="Path">Its place in the API.</param>
/// <param name="Noun">What people call one, as in <c>managed cluster</c>.</param>
/// <param name="GetCmdlet">The cmdlet that lists them, for advice.</param>
/// <param name="Parse">Makes one of its JSON.</param>
/// <typeparam name="T">The type that scripts see.</typeparam>
internal sealed record ResourceKind<T>(ResourcePath Path, string Noun, string GetCmdlet, ObjectParser<T> Parse)
    where T : HubObject
{
    /// <summary>Whether its objects are in namespaces.</summary>
    public bool IsNamespaced { get; init; }

    /// <summary>The error id for one that somebody deleted meanwhile, as in <c>WorkGone</c>.</summary>
    public string GoneErrorId => $"{GetCmdlet["Get-Ocm".Length..]}Gone";

    /// <summary>The error for one that is not there.</summary>
    public HubException NotFound(HubConnection hub, ObjectKey key) => new("NotFound", $"The hub {hub} has no {Noun} '{key}'. {GetCmdlet} lists those it has.");
}
