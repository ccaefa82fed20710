namespace OcmPowerShell.Hub.Model;

/// <summary>One placement of a replica set: how its clusters are served, and how far that has come.</summary>
public sealed class WorkReplicaSetPlacement
{
    /// <summary><c>spec.placementRefs[].name</c>: a placement of the replica set's namespace.</summary>
    public string Name { get; set; } = "";

    /// <summary><c>rolloutStrategy.type</c>: All, Progressive, ProgressivePerGroup.</summary>
    public string RolloutStrategy { get; set; } = "All";

    /// <summary><c>maxConcurrency</c>: how many clusters at a time, a number or a percentage; empty for all.</summary>
    public string MaxConcurrency { get; set; } = "";

    /// <summary><c>minSuccessTime</c>: how long a cluster that is done is watched before the next begins, as in <c>5m</c>.</summary>
    public string MinSuccessTime { get; set; } = "";

    /// <summary><c>progressDeadline</c>: after which a cluster that is not done counts as failed, as in <c>10m</c>; None for never.</summary>
    public string ProgressDeadline { get; set; } = "";

    /// <summary><c>maxFailures</c>: how many clusters may fail before no other is begun, a number or a percentage.</summary>
    public string MaxFailures { get; set; } = "";

    /// <summary><c>mandatoryDecisionGroups</c>: names or indexes of the groups that come first.</summary>
    public IReadOnlyList<string> MandatoryDecisionGroups { get; set; } = [];

    /// <summary><c>status.placementSummary[].availableDecisionGroups</c>, as in <c>1 (2 / 5 clusters applied)</c>.</summary>
    public string Groups { get; set; } = "";

    /// <summary>How many clusters the placement has selected, read from <see cref="Groups"/>; null is Unknown.</summary>
    public int? Selected { get; set; }

    /// <summary>How many of them have the newest work.</summary>
    public int Total { get; set; }

    /// <summary>How many of these works are applied.</summary>
    public int Applied { get; set; }

    /// <summary>How many of these works are available.</summary>
    public int Available { get; set; }

    /// <summary>How many of these works are under way.</summary>
    public int Progressing { get; set; }

    /// <summary>How many of these works are degraded.</summary>
    public int Degraded { get; set; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
