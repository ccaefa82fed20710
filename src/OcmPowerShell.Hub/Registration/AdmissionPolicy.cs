namespace OcmPowerShell.Hub.Registration;

/// <summary>Whose requests are approved.</summary>
internal sealed record AdmissionPolicy
{
    /// <summary>What holds when nothing is said.</summary>
    public static readonly AdmissionPolicy Default = new();

    /// <summary>
    /// Only requests of these, by user name or by the common name that they ask for; they need not be bootstrap users. Null
    /// for whoever has the hub's bootstrap credentials.
    /// </summary>
    public IReadOnlyCollection<string>? Requesters { get; init; }

    /// <summary>Whether requests are approved without a look at them.</summary>
    public bool SkipsCheck { get; init; }
}
