using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Model.Wire;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Works.History;

/// <summary>A former state of a work, as a Secret in the cluster's namespace on the hub keeps it.</summary>
internal sealed class HistoryRecord : HubObject
{
    /// <summary>The type of such Secrets.</summary>
    public const string SecretType = "ocmpowershell.io/work-history";

    /// <summary>Label: the work's name, or a hash of one that is too long for a label.</summary>
    public const string WorkLabel = "ocmpowershell.io/work";

    /// <summary>Label: the work's uid. One of the same name that came later has none of this history.</summary>
    public const string WorkUidLabel = "ocmpowershell.io/work-uid";

    /// <summary>Label: the work's generation when it was in this state.</summary>
    public const string RevisionLabel = "ocmpowershell.io/revision";

    /// <summary>Label: the hash of the manifests.</summary>
    public const string HashLabel = "ocmpowershell.io/manifest-hash";

    /// <summary>Annotation: the work's whole name.</summary>
    public const string NameAnnotation = "ocmpowershell.io/work-name";

    /// <summary>Annotation: when the work came into this state.</summary>
    public const string CreatedAnnotation = "ocmpowershell.io/created";

    /// <summary>Annotation: the field manager that brought it there.</summary>
    public const string ByAnnotation = "ocmpowershell.io/by";

    /// <summary>Annotation: when it was about to be replaced.</summary>
    public const string ReplacedAnnotation = "ocmpowershell.io/replaced";

    /// <summary>Annotation: by which cmdlet and user.</summary>
    public const string ReplacedByAnnotation = "ocmpowershell.io/replaced-by";

    /// <summary>Annotation: how many manifests.</summary>
    public const string CountAnnotation = "ocmpowershell.io/manifest-count";

    /// <summary>Annotation: their size in bytes, as the webhook counts it.</summary>
    public const string SizeAnnotation = "ocmpowershell.io/size-bytes";

    /// <summary>The member of the Secret's data with the spec.</summary>
    public const string DataKey = "spec.json.gz";

    /// <summary>The Secrets.</summary>
    public static readonly ResourceKind<HistoryRecord> Kind =
        new(new ResourcePath("", "v1", "secrets"), "former state", "Get-OcmWorkHistory", Parse) { IsNamespaced = true };

    private string? _packed;

    /// <summary>The Secret's namespace: the managed cluster.</summary>
    public string Cluster { get; private init; } = "";

    /// <summary>The Secret's name.</summary>
    public string Name { get; private init; } = "";

    /// <summary>The work's name.</summary>
    public string Work { get; private init; } = "";

    /// <summary>The work's uid.</summary>
    public string WorkUid { get; private init; } = "";

    /// <summary>The work's generation in this state; 0 where the Secret does not say.</summary>
    public long Revision { get; private init; }

    /// <summary>The hash of the manifests.</summary>
    public string ManifestHash { get; private init; } = "";

    /// <summary>How many manifests.</summary>
    public int ManifestCount { get; private init; }

    /// <summary>Their size, as the webhook counts it.</summary>
    public int SizeBytes { get; private init; }

    /// <summary>When the work came into this state.</summary>
    public DateTime Since { get; private init; }

    /// <summary>The field manager that brought it there.</summary>
    public string By { get; private init; } = "";

    /// <summary>When it was about to be replaced; null where the Secret does not say.</summary>
    public DateTime? Replaced { get; private init; }

    /// <summary>By which cmdlet and user.</summary>
    public string ReplacedBy { get; private init; } = "";

    internal override ObjectKey Key => new(Cluster, Name);

    /// <summary>Parses a Secret, or its metadata alone. Somebody else's may say anything: what is missing is empty.</summary>
    public static HistoryRecord Parse(ReadOnlySpan<byte> json, string hub, bool includeJson)
    {
        JsonObject value = JsonNodeExtensions.ParseObject(json);
        var labels = value.MapAt("metadata", "labels");
        var annotations = value.MapAt("metadata", "annotations");
        var record = new HistoryRecord
        {
            Cluster = value.TextAt("metadata", "namespace") ?? "",
            Name = value.TextAt("metadata", "name") ?? "",
            Work = annotations.GetValueOrDefault(NameAnnotation) ?? "",
            WorkUid = labels.GetValueOrDefault(WorkUidLabel) ?? "",
            Revision = Number(labels, RevisionLabel),
            ManifestHash = labels.GetValueOrDefault(HashLabel) ?? "",
            ManifestCount = (int)Math.Min(Number(annotations, CountAnnotation), int.MaxValue),
            SizeBytes = (int)Math.Min(Number(annotations, SizeAnnotation), int.MaxValue),
            Since = Time(annotations, CreatedAnnotation) ?? default,
            By = annotations.GetValueOrDefault(ByAnnotation) ?? "",
            Replaced = Time(annotations, ReplacedAnnotation),
            ReplacedBy = annotations.GetValueOrDefault(ReplacedByAnnotation) ?? "",
            _packed = value.TextAt("type") == SecretType ? value.TextAt("data", DataKey) : null,
        };
        MetadataParser.Fill(record, value, json, hub, includeJson);
        return record;
    }

    /// <summary>Whether it says of itself that it is a former state of this very work.</summary>
    public bool IsOf(Work work) => work.Uid.Length > 0 && WorkUid == work.Uid && Cluster == work.Cluster && Revision > 0 && Name == HistorySecret.Name(work.Name, work.Uid, Revision);

    /// <summary>The spec as JSON, unpacked and checked against what the Secret says of it.</summary>
    /// <exception cref="HubException"><c>HistoryInvalid</c>.</exception>
    public byte[] Spec()
    {
        try
        {
            byte[] spec = HistoryData.Unpack(Convert.FromBase64String(_packed ?? throw new InvalidDataException("It is not a Secret of this module with a spec in it.")));
            var reader = new Utf8JsonReader(spec, JsonDepth.Reader);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject || !reader.TrySkip() || reader.Read())
            {
                throw new InvalidDataException("It holds no spec.");
            }

            byte[] work = [.. "{\"spec\":"u8, .. spec, (byte)'}'];
            if (ManifestSummary.Of(work).Hash is var hash && hash != ManifestHash)
            {
                throw new InvalidDataException($"Its manifests have the hash {hash}, but it says {ManifestHash}.");
            }

            return spec;
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException or JsonException or InvalidOperationException)
        {
            throw new HubException(
                "HistoryInvalid",
                $"Revision {Revision} of the work {Cluster}/{Work} cannot be read from the Secret '{Name}' in namespace '{Cluster}' on hub {Hub}, which somebody else has written or spoilt: {exception.Message} Delete that Secret, or choose another revision.",
                exception);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Cluster}/{Work} revision {Revision}";

    private static long Number(IReadOnlyDictionary<string, string> map, string key) =>
        long.TryParse(map.GetValueOrDefault(key), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;

    private static DateTime? Time(IReadOnlyDictionary<string, string> map, string key) =>
        DateTimeOffset.TryParse(map.GetValueOrDefault(key), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time.UtcDateTime : null;
}
