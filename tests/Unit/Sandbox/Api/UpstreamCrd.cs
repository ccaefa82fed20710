using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Yaml;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Kinds;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Api;

/// <summary>OCM's own definitions, where they are at hand, beside ours.</summary>
internal static class UpstreamCrd
{
    private static readonly Lazy<IReadOnlyList<JsonNode>> Definitions = new(Read);

    private static readonly ResourceDefinition[] OurKinds = [.. OcmKinds.Hub(TimeProvider.System), .. OcmKinds.ManagedCluster];

    /// <summary>Every version of every kind that we serve.</summary>
    public static TheoryData<string, string, string> All
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (ResourceDefinition kind in OurKinds)
            {
                data.Add(kind.Type.Group, kind.Type.Version, kind.Type.Plural);
            }

            return data;
        }
    }

    /// <summary>How we serve a kind.</summary>
    public static ResourceDefinition Ours(string group, string version, string plural) =>
        OurKinds.Single(kind => kind.Type.Group == group && kind.Type.Version == version && kind.Type.Plural == plural);

    /// <summary>The definition of a kind; skips the test where it is not at hand.</summary>
    public static JsonNode Definition(string group, string plural)
    {
        Assert.SkipWhen(Definitions.Value.Count == 0, "OCM's CRDs are not at hand (OCM_CRDS names their folder)");
        return Definitions.Value.Single(document =>
            (string?)document["spec"]?["group"] == group && (string?)document["spec"]?["names"]?["plural"] == plural);
    }

    /// <summary>One version of the definition of a kind.</summary>
    public static JsonNode Version(string group, string version, string plural) =>
        Definition(group, plural)["spec"]!["versions"]!.AsArray().Single(one => (string?)one!["name"] == version)!;

    private static IReadOnlyList<JsonNode> Read()
    {
        string? folder = Environment.GetEnvironmentVariable("OCM_CRDS") ?? SharedReference.Find("crds");
        return folder is null || !Directory.Exists(folder) ? [] : [.. Directory.EnumerateFiles(folder, "*.yaml")
            .SelectMany(file => YamlText.Read(File.ReadAllText(file)))
            .Select(document => JsonNode.Parse(document.Json.Span)!)];
    }
}
