using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Ocm;

/// <summary>How a change reaches the clusters of a placement, as replica sets and add-ons say it.</summary>
internal static class RolloutShapes
{
    /// <summary>A rollout strategy.</summary>
    /// <param name="defaultJson">What it is where nothing is said.</param>
    public static SchemaNode Strategy(string defaultJson) => Object(
        "How a change reaches the clusters.",
        ("type", OneOf("All at once, some at a time, or one decision group after another.", "All", "Progressive", "ProgressivePerGroup") with
        { Default = "\"All\"" }),
        ("all", Object("Options of All.", Limits)),
        ("progressive", Object("Options of Progressive.", [.. Limits, MandatoryGroups, ("maxConcurrency", Share("How many clusters change at a time."))])),
        ("progressivePerGroup", Object("Options of ProgressivePerGroup.", [.. Limits, MandatoryGroups]))) with
    { Default = defaultJson };

    private static (string Name, SchemaNode Schema)[] Limits =>
    [
        ("minSuccessTime", Text("How long a cluster must be well before the next one changes.") with { Default = "\"0\"" }),
        ("progressDeadline", Text("How long a cluster may take before it counts as failed, as in 5m; None for as long as it needs.") with
        {
            Pattern = "^(([0-9])+[h|m|s])|None$",
            Default = "\"None\"",
        }),
        ("maxFailures", Share("How many clusters may fail before the rollout stops.") with { Default = "0" }),
    ];

    private static (string Name, SchemaNode Schema) MandatoryGroups => ("mandatoryDecisionGroups", List(
        "Decision groups that must succeed before any other begins.",
        Object(
            "A decision group.",
            ("groupName", Text("Its name.")),
            ("groupIndex", Int32("Its index.")))));

    private static SchemaNode Share(string description) =>
        new() { IntOrString = true, Pattern = OcmShapes.NumberOrPercentage, Description = description };
}
