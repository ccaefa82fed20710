using System.Text.Json;

namespace OcmPowerShell.Hub.Model.Wire;

/// <summary>What is taken from a hub: far more than an object in use has, so that one odd work never hides all others.</summary>
internal static class WireLimits
{
    /// <summary>How deep an object may be nested.</summary>
    public const int Depth = 1000;

    /// <summary>Options of whoever reads it.</summary>
    public static readonly JsonReaderOptions Reader = new() { MaxDepth = Depth };
}
