using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Placements.Testing;

/// <summary>What the scheduler needs of one listed object; all else of it is let go.</summary>
internal sealed class ReadFacts<T> : HubObject
{
    /// <param name="uid">The object's uid, by which a list that is read again knows it.</param>
    /// <param name="facts">The facts.</param>
    public ReadFacts(string uid, T facts) => (Uid, Facts) = (uid, facts);

    /// <summary>The facts.</summary>
    public T Facts { get; }

    internal override ObjectKey Key => default;
}
