using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Waiting;

/// <summary>An object to wait for.</summary>
/// <param name="Key">What names it.</param>
/// <param name="Uid">Only this very object; empty for whichever has the name.</param>
/// <param name="Last">Its state when waiting began; null when that is not known.</param>
internal sealed record WaitTarget<T>(ObjectKey Key, string Uid = "", T? Last = null)
    where T : HubObject
{
    /// <summary>This very object.</summary>
    public static WaitTarget<T> Of(T value) => new(value.Key, value.Uid, value);
}
