namespace OcmPowerShell.Hub.Model;

/// <summary>What every object of a hub has. Plain data: it can be exported, sent to another process and read back.</summary>
public abstract class HubObject
{
    /// <summary>The hub it was read from: server and context.</summary>
    public string Hub { get; set; } = "";

    /// <summary><c>metadata.uid</c>.</summary>
    public string Uid { get; set; } = "";

    /// <summary><c>metadata.generation</c>: counts the changes of the spec.</summary>
    public long Generation { get; set; }

    /// <summary><c>metadata.resourceVersion</c>: changes with every write.</summary>
    public string ResourceVersion { get; set; } = "";

    /// <summary><c>metadata.creationTimestamp</c>, UTC.</summary>
    public DateTime Created { get; set; }

    /// <summary><c>metadata.labels</c>.</summary>
    public Dictionary<string, string> Labels { get; set; } = [];

    /// <summary><c>metadata.annotations</c>.</summary>
    public Dictionary<string, string> Annotations { get; set; } = [];

    /// <summary><c>status.conditions</c>.</summary>
    public IReadOnlyList<Condition> Conditions { get; set; } = [];

    /// <summary>Whether deletion has been asked for and finalizers still hold the object.</summary>
    public bool Deleting { get; set; }

    /// <summary>The whole object as JSON text; null unless it was asked for.</summary>
    public string? Json { get; set; }

    /// <summary>What names it on its hub.</summary>
    internal abstract ObjectKey Key { get; }

    /// <summary>The status of a condition, if it speaks of the object's present generation; null is Unknown.</summary>
    internal bool? IsTrue(string type) => FindCurrent(type)?.Status;

    /// <summary>A condition, if it speaks of the object's present generation.</summary>
    internal Condition? FindCurrent(string type)
    {
        foreach (Condition condition in Conditions)
        {
            if (condition.Type == type)
            {
                return condition.ObservedGeneration is { } observed && observed != Generation ? null : condition;
            }
        }

        return null;
    }
}
