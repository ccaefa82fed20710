using System.Text.Json;
using System.Text.Json.Serialization;

namespace OcmPowerShell.Hub.Model.Wire;

/// <summary>Source-generated reader of ManifestWorks: no reflection at start-up.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict, PropertyNameCaseInsensitive = false, MaxDepth = JsonDepth.Limit)]
[JsonSerializable(typeof(WireManifestWork))]
internal sealed partial class WorkJson : JsonSerializerContext;
