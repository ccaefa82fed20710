using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.AddOns;

/// <summary>Which manifests of an add-on are workloads that OCM decorates, watches and runs before the end.</summary>
internal static class AddOnWorkload
{
    /// <summary>Whether it is a Deployment.</summary>
    public static bool IsDeployment(JsonObject manifest) => Is(manifest, "Deployment");

    /// <summary>Whether it is a DaemonSet.</summary>
    public static bool IsDaemonSet(JsonObject manifest) => Is(manifest, "DaemonSet");

    /// <summary>Its name in URLs, if it is a workload whose health is the add-on's; else null.</summary>
    public static string? WatchedResource(JsonObject manifest) =>
        IsDeployment(manifest) ? "deployments" : IsDaemonSet(manifest) ? "daemonsets" : null;

    /// <summary>Its name in URLs, if it is to run before the add-on goes; else null.</summary>
    public static string? HookResource(JsonObject manifest) =>
        manifest.At("metadata", "labels", AddOnNames.PreDelete) is null && manifest.At("metadata", "annotations", AddOnNames.PreDelete) is null
            ? null
            : manifest.TextAt("kind") switch { "Job" => "jobs", "Pod" => "pods", _ => null };

    /// <summary>The group in its apiVersion; empty for the core group.</summary>
    public static string GroupOf(JsonObject manifest) =>
        manifest.TextAt("apiVersion")?.Split('/') is [var group, _] ? group : "";

    /// <summary>An entry of <c>manifestConfigs</c> that asks for what is well known of an object's status.</summary>
    public static JsonObject WellKnownStatus(JsonObject manifest, string resource) => new()
    {
        ["feedbackRules"] = new JsonArray(new JsonObject { ["type"] = "WellKnownStatus" }),
        ["resourceIdentifier"] = new JsonObject
        {
            ["group"] = GroupOf(manifest),
            ["name"] = manifest.Name(),
            ["namespace"] = manifest.Namespace(),
            ["resource"] = resource,
        },
    };

    private static bool Is(JsonObject manifest, string kind) => manifest.TextAt("kind") == kind && GroupOf(manifest) == "apps";
}
