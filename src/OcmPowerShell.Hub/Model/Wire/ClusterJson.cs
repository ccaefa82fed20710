using System.Text.Json;
using System.Text.Json.Serialization;

namespace OcmPowerShell.Hub.Model.Wire;

/// <summary>Source-generated reader of ManagedClusters: no reflection at start-up.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict, PropertyNameCaseInsensitive = false, MaxDepth = JsonDepth.Limit)]
[JsonSerializable(typeof(WireManagedCluster))]
internal sealed partial class ClusterJson : JsonSerializerContext;
