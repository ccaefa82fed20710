using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Commands;

/// <summary>Reads a work's options from what is on the command line, of any cmdlet that has these parameters.</summary>
internal static class WorkOptionInput
{
    /// <summary>The parameters that say something of options.</summary>
    public static readonly IReadOnlyList<string> Parameters =
    [
        "PropagationPolicy", "OrphanResource", "TtlAfterFinished", "UpdateStrategy", "ForceConflict", "Feedback", "Executor", "ManifestConfig",
    ];

    /// <summary>The options; what is not on the command line is not said.</summary>
    /// <param name="bound"><c>MyInvocation.BoundParameters</c>.</param>
    /// <exception cref="HubException"><c>EmptyTarget</c>, <c>InvalidManifestConfig</c>, <c>InvalidOrphanRule</c>, <c>InvalidExecutor</c> …</exception>
    public static WorkOptions Read(IReadOnlyDictionary<string, object> bound)
    {
        // An unset variable is no number of seconds, 0 least of all: that would delete the work at once.
        Targets.RefuseEmpty("TtlAfterFinished", bound.ContainsKey("TtlAfterFinished"), [bound.GetValueOrDefault("TtlAfterFinished")]);
        Targets.RefuseEmpty("Executor", bound.ContainsKey("Executor"), [bound.GetValueOrDefault("Executor")]);
        var options = new WorkOptions
        {
            PropagationPolicy = Value<PropagationPolicy>(bound, "PropagationPolicy"),
            OrphanResources = Values(bound, "OrphanResource", OrphanRule.Read),
            TtlAfterFinished = Value<long>(bound, "TtlAfterFinished"),
            UpdateStrategy = Value<UpdateStrategy>(bound, "UpdateStrategy"),
            ForceConflict = bound.TryGetValue("ForceConflict", out object? force) ? (System.Management.Automation.SwitchParameter)force : null,
            Feedback = Value<WorkFeedback>(bound, "Feedback"),
            Executor = bound.TryGetValue("Executor", out object? executor) ? WorkExecutor.Parse((string)executor) : null,
            ManifestConfigs = Values(bound, "ManifestConfig", ManifestConfigReader.Read),
        };
        WorkSettings.Check(options);
        return options;
    }

    private static T? Value<T>(IReadOnlyDictionary<string, object> bound, string parameter)
        where T : struct => bound.TryGetValue(parameter, out object? value) ? (T)value : null;

    private static T[]? Values<T>(IReadOnlyDictionary<string, object> bound, string parameter, Func<System.Text.Json.Nodes.JsonNode?, T> read)
    {
        bool isBound = bound.TryGetValue(parameter, out object? value);
        var arguments = (SpecArgument[]?)value;
        Targets.RefuseEmpty(parameter, isBound, arguments);
        return isBound ? Array.ConvertAll(arguments!, argument => read(argument.Value)) : null;
    }
}
