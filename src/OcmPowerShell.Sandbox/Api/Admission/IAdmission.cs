using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Api.Admission;

/// <summary>Rules of one kind beyond its schema: what a mutating and a validating webhook would say.</summary>
internal interface IAdmission
{
    /// <summary>Changes an object before it is checked against its schema.</summary>
    /// <param name="value">The object as it would be stored, to be changed in place.</param>
    /// <param name="before">The stored object; null on create.</param>
    /// <exception cref="ApiException">The object is refused.</exception>
    void Mutate(JsonObject value, JsonObject? before);

    /// <summary>Checks an object that its schema allows.</summary>
    /// <param name="value">The object as it would be stored.</param>
    /// <param name="before">The stored object; null on create.</param>
    /// <exception cref="ApiException">The object is refused.</exception>
    void Validate(JsonObject value, JsonObject? before);
}
