namespace OcmPowerShell.Hub.Model;

/// <summary>One manifest of a work, and what became of it on the cluster.</summary>
public sealed class WorkManifest
{
    /// <summary>The hub it was read from: server and context.</summary>
    public string Hub { get; set; } = "";

    /// <summary>The work's name.</summary>
    public string Work { get; set; } = "";

    /// <summary>The managed cluster.</summary>
    public string Cluster { get; set; } = "";

    /// <summary>Position in the work, from 0.</summary>
    public int Ordinal { get; set; }

    /// <summary>The manifest's API group; empty for the core group.</summary>
    public string Group { get; set; } = "";

    /// <summary>The manifest's API version, as in <c>v1</c>.</summary>
    public string Version { get; set; } = "";

    /// <summary>The manifest's kind.</summary>
    public string Kind { get; set; } = "";

    /// <summary>The resource name that the agent found for the kind, as in <c>deployments</c>; empty until it has looked.</summary>
    public string Resource { get; set; } = "";

    /// <summary>The name of the object on the cluster.</summary>
    public string ResourceName { get; set; } = "";

    /// <summary>The namespace of the object on the cluster; empty for a cluster-scoped kind.</summary>
    public string ResourceNamespace { get; set; } = "";

    /// <summary>Whether it was applied; null is Unknown.</summary>
    public bool? Applied { get; set; }

    /// <summary>Whether it exists on the cluster; null is Unknown.</summary>
    public bool? Available { get; set; }

    /// <summary>Whether it runs, from feedback; for a kind that needs nothing to run, whether it exists. Null is Unknown.</summary>
    public bool? Ready { get; set; }

    /// <summary>What the agent reported of the object: values are long, string or bool, by name.</summary>
    public Dictionary<string, object> Feedback { get; set; } = [];

    /// <summary>The reason of the first condition that is not well; empty when all are.</summary>
    public string Reason { get; set; } = "";

    /// <summary>What is wrong, or what it waits for; empty when nothing.</summary>
    public string Message { get; set; } = "";

    /// <summary>Whether the kind has to run to be ready, and nobody asked the agent for feedback on it.</summary>
    internal bool LacksFeedback { get; set; }

    /// <inheritdoc/>
    public override string ToString() => ResourceNamespace.Length == 0 ? $"{Kind} {ResourceName}" : $"{Kind} {ResourceNamespace}/{ResourceName}";
}
