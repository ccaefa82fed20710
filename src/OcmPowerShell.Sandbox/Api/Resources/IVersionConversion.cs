using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Api.Resources;

/// <summary>Turns objects of a version that is served into the version that is stored, and back. Both change them in place.</summary>
internal interface IVersionConversion
{
    /// <summary>Makes an object of the served version of a stored one.</summary>
    void FromStored(JsonObject value);

    /// <summary>Makes an object to store of one of the served version.</summary>
    void ToStored(JsonObject value);
}
