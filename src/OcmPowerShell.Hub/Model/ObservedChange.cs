namespace OcmPowerShell.Hub.Model;

/// <summary>What every row of a watch has.</summary>
public abstract class ObservedChange
{
    /// <summary>When it was seen here, UTC.</summary>
    public DateTime Time { get; set; }

    /// <summary>What happened.</summary>
    public WatchAction Action { get; set; }

    /// <summary>What changed, for people; of an object that is new or was there, how it is.</summary>
    public string What { get; set; } = "";

    /// <summary>The hub it was read from: server and context.</summary>
    public string Hub { get; set; } = "";
}
