using System.Globalization;
using System.Text.Json;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Kinds.Kubernetes.KubernetesShapes;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Kubernetes;

/// <summary>Events, of the core group and of their own, and leases.</summary>
internal static class EventKinds
{
    private static readonly SchemaNode Series = Struct(
        "EventSeries", "How often it came.", ("count", Int32("How often.")), ("lastObservedTime", Moment("When it last came.")));

    private static readonly SchemaNode Source = Struct("EventSource", "Where it comes from.", ("component", Text("The program.")), ("host", Text("The node.")));

    /// <summary>How events of the core group are served.</summary>
    public static readonly ResourceDefinition Core = new()
    {
        Type = KubernetesTypes.Event,
        Schema = Root(
            "Event",
            "Something that happened to an object.",
            ("action", Text("What was done.")),
            ("count", Int32("How often it came.")),
            ("eventTime", Moment("When it came first.")),
            ("firstTimestamp", Moment("When it came first.")),
            ("involvedObject*", ObjectReference),
            ("lastTimestamp", Moment("When it came last.")),
            ("message", Text("What happened, as a sentence.")),
            ("reason", Text("What happened, as one word.")),
            ("related", ObjectReference),
            ("reportingComponent", Text("The controller that says so.")),
            ("reportingInstance", Text("Which one of it.")),
            ("series", Series),
            ("source", Source),
            ("type", Text("Normal or Warning."))),
        IsBuiltIn = true,
        HasGeneration = false,
        ShowsName = false,
        SelectableFields =
        [
            "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion",
            "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type",
        ],
        Columns = Columns("involvedObject", "message", "firstTimestamp", "lastTimestamp", "source", "count"),
    };

    /// <summary>How events of their own group are served.</summary>
    public static readonly ResourceDefinition Own = new()
    {
        Type = new("events.k8s.io", "v1", "Event", "events", true) { ShortNames = ["ev"], HasStatus = false },
        Schema = Root(
            "Event",
            "Something that happened to an object.",
            ("action", Text("What was done.")),
            ("deprecatedCount", Int32("How often it came.")),
            ("deprecatedFirstTimestamp", Moment("When it came first.")),
            ("deprecatedLastTimestamp", Moment("When it came last.")),
            ("deprecatedSource", Source),
            ("eventTime", Moment("When it came first.")),
            ("note", Text("What happened, as a sentence.")),
            ("reason", Text("What happened, as one word.")),
            ("regarding", ObjectReference),
            ("related", ObjectReference),
            ("reportingController", Text("The controller that says so.")),
            ("reportingInstance", Text("Which one of it.")),
            ("series", Series),
            ("type", Text("Normal or Warning."))),
        IsBuiltIn = true,
        HasGeneration = false,
        ShowsName = false,
        SelectableFields = ["reason", "regarding.kind", "regarding.name", "regarding.namespace", "regarding.uid", "reportingController", "type"],
        Columns = Columns("regarding", "note", "deprecatedFirstTimestamp", "deprecatedLastTimestamp", "deprecatedSource", "deprecatedCount"),
    };

    /// <summary>How leases are served.</summary>
    public static readonly ResourceDefinition Lease = new()
    {
        Type = KubernetesTypes.Lease,
        Schema = Root(
            "Lease",
            "Says who holds something, and until when.",
            ("spec", Struct(
                "LeaseSpec",
                "Who, and until when.",
                ("acquireTime", Moment("When it was taken.")),
                ("holderIdentity", Text("Who holds it.")),
                ("leaseDurationSeconds", Int32("Seconds after the last renewal until others may take it.")),
                ("leaseTransitions", Int32("How often it changed hands.")),
                ("preferredHolder", Text("Who had better hold it.")),
                ("renewTime", Moment("When it was last renewed.")),
                ("strategy", Text("How the holder is chosen."))))),
        IsBuiltIn = true,
        HasGeneration = false,
        Columns = [Cells.Column("Holder", "Who holds it.", value => value.Text("spec", "holderIdentity")), Cells.Age],
    };

    private static PrinterColumn[] Columns(string about, string message, string first, string last, string source, string count) =>
    [
        Cells.Column("Last Seen", "How long ago it last came.", (value, now) => Cells.Since(TimeOf(value, last), now)),
        Cells.Column("Type", "Normal or Warning.", value => value.Text("type")),
        Cells.Column("Reason", "What happened, as one word.", value => value.Text("reason")),
        Cells.Column("Object", "What it happened to.", value => $"{value.Text(about, "kind").ToLowerInvariant()}/{value.Text(about, "name")}"),
        Cells.Wide("Subobject", "The part it happened to.", value => value.Text(about, "fieldPath")),
        Cells.Wide("Source", "Who says so.", value => value.Text(source, "component") is { Length: > 0 } component ? component : value.Text("reportingComponent")),
        Cells.Column("Message", "What happened, as a sentence.", value => value.Text(message).Trim()),
        Cells.Column("First Seen", "How long ago it first came.", (value, now) => Cells.Since(TimeOf(value, first), now)) with { Priority = 1 },
        Cells.Wide("Count", "How often it came.", value => Math.Max(1, value.Number(count)).ToString(CultureInfo.InvariantCulture)),
        Cells.Wide("Name", "Its name.", value => value.Text("metadata", "name")),
    ];

    private static JsonElement TimeOf(JsonElement value, string member) =>
        value.At("series", "lastObservedTime") is { ValueKind: JsonValueKind.String } again && member.Contains("ast", StringComparison.Ordinal) ? again
        : value.At(member) is { ValueKind: JsonValueKind.String } time ? time
        : value.At("eventTime");
}
