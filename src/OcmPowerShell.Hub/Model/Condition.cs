namespace OcmPowerShell.Hub.Model;

/// <summary>One entry of a Kubernetes <c>conditions</c> list.</summary>
public sealed class Condition
{
    /// <summary><c>type</c>, as in <c>Applied</c>.</summary>
    public string Type { get; set; } = "";

    /// <summary><c>status</c>: true, false, or null for Unknown.</summary>
    public bool? Status { get; set; }

    /// <summary><c>reason</c>, a word for programs.</summary>
    public string Reason { get; set; } = "";

    /// <summary><c>message</c>, for people.</summary>
    public string Message { get; set; } = "";

    /// <summary><c>lastTransitionTime</c>, UTC.</summary>
    public DateTime LastTransitionTime { get; set; }

    /// <summary><c>observedGeneration</c>: the generation it speaks of; null where the server does not say.</summary>
    public long? ObservedGeneration { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Type}={(Status switch { true => "True", false => "False", null => "Unknown" })}";
}
