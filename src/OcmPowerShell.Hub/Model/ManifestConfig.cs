using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Hub.Model;

/// <summary>
/// What is to be different for one manifest of a work, or for those that <c>*</c> in name and namespace matches: an entry of
/// <c>spec.manifestConfigs</c>.
/// </summary>
public sealed class ManifestConfig
{
    /// <summary><c>resourceIdentifier.group</c>: the API group; empty for the core group.</summary>
    public string Group { get; set; } = "";

    /// <summary><c>resourceIdentifier.resource</c>: the plural of the kind, as in <c>deployments</c>.</summary>
    public string Resource { get; set; } = "";

    /// <summary><c>resourceIdentifier.namespace</c>; empty for a cluster-scoped resource.</summary>
    public string Namespace { get; set; } = "";

    /// <summary><c>resourceIdentifier.name</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary><c>updateStrategy.type</c>; null leaves it to a later entry, and at last to Update.</summary>
    public UpdateStrategy? UpdateStrategy { get; set; }

    /// <summary><c>updateStrategy.serverSideApply.force</c>: whether fields are taken from other managers.</summary>
    public bool ForceConflict { get; set; }

    /// <summary><c>updateStrategy.serverSideApply.fieldManager</c>; empty for <c>work-agent</c>.</summary>
    public string FieldManager { get; set; } = "";

    /// <summary><c>updateStrategy.serverSideApply.ignoreFields</c>: fields that are left to others.</summary>
    public IReadOnlyList<IgnoredFields> IgnoreFields { get; set; } = [];

    /// <summary>Whether the agent reports what OCM knows of the kind: a feedback rule of type WellKnownStatus.</summary>
    public bool WellKnownFeedback { get; set; }

    /// <summary><c>feedbackRules[].jsonPaths</c>: values that the agent reports.</summary>
    public IReadOnlyList<FeedbackPath> JsonPaths { get; set; } = [];

    /// <summary><c>feedbackScrapeType</c>: Poll or Watch; empty for Poll.</summary>
    public string FeedbackScrapeType { get; set; } = "";

    /// <summary><c>conditionRules</c>: conditions that are made from the object.</summary>
    public IReadOnlyList<ConditionRule> ConditionRules { get; set; } = [];

    internal ResourceTarget Target => new(Group, Resource, Namespace, Name);

    /// <inheritdoc/>
    public override string ToString() => Target.ToString();
}
