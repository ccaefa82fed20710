using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Works.Delivery;

/// <summary>Which works are of one delivery: its owner's, of its name or a part of it.</summary>
internal static class DeliveryFamily
{
    /// <summary>Whether a work is of a delivery.</summary>
    /// <param name="owner">Whose the delivery is.</param>
    /// <param name="name">The delivery's name.</param>
    /// <param name="work">The work.</param>
    public static bool Owns(WorkOwner owner, string name, Work work) =>
        owner.Owns(work) && (work.Labels.TryGetValue(Ownership.PartOfLabel, out string? whole) ? whole == LabelValue.Of(name) : work.Name == name);
}
