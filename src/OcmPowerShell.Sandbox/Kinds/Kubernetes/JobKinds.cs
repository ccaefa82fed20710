using System.Globalization;
using System.Text.Json;
using OcmPowerShell.Sandbox.Api.Rendering;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Kinds.Kubernetes.Defaults;
using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Kinds.Kubernetes.KubernetesShapes;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Kubernetes;

/// <summary>The kinds of <c>batch</c>.</summary>
internal static class JobKinds
{
    private static readonly SchemaNode JobSpec = Struct(
        "JobSpec",
        "The work to be done.",
        ("activeDeadlineSeconds", Int64("Seconds after which it is given up.")),
        ("backoffLimit", Count("How many failures are borne.")),
        ("backoffLimitPerIndex", Count("How many failures of one index are borne.")),
        ("completionMode", OneOf("NonIndexed, or Indexed for pods with numbers.", "Indexed", "NonIndexed")),
        ("completions", Count("How many pods must succeed.")),
        ("managedBy", Text("The controller that looks after it.")),
        ("manualSelector", Flag("Whether the selector is the user's.")),
        ("maxFailedIndexes", Count("How many indexes may fail.")),
        ("parallelism", Count("How many pods run at once.")),
        ("podFailurePolicy", new SchemaNode { Type = "object", Description = "What a failed pod means; kept as it is.", PreservesUnknownFields = true }),
        ("podReplacementPolicy", Text("When a pod that ends is replaced.")),
        ("selector", LabelSelector),
        ("successPolicy", new SchemaNode { Type = "object", Description = "When it counts as done before all have succeeded; kept as it is.", PreservesUnknownFields = true }),
        ("suspend", Flag("Whether it waits.")),
        ("template*", PodShapes.Template),
        ("ttlSecondsAfterFinished", Count("Seconds after its end until it is deleted.")));

    /// <summary>How Jobs are served.</summary>
    public static readonly ResourceDefinition Job = new()
    {
        Type = new("batch", "v1", "Job", "jobs", true),
        Schema = Root(
            "Job",
            "Runs pods until enough of them have succeeded.",
            ("spec", JobSpec),
            ("status", Struct(
                "JobStatus",
                "How far it is.",
                ("active", Int32("Pods that run.")),
                ("completedIndexes", Text("Numbers that are done.")),
                ("completionTime", Moment("When it was done.")),
                ("conditions", Conditions("JobCondition", "Whether it is complete or has failed.", ("lastProbeTime", Moment("When it was last looked at."))) with { ListType = "atomic", ListMapKeys = [] }),
                ("failed", Int32("Pods that failed.")),
                ("failedIndexes", Text("Numbers that failed.")),
                ("ready", Int32("Pods that are ready.")),
                ("startTime", Moment("When it began.")),
                ("succeeded", Int32("Pods that succeeded.")),
                ("terminating", Int32("Pods that are being ended.")),
                ("uncountedTerminatedPods", Struct(
                    "UncountedTerminatedPods",
                    "Pods that have ended and are yet to be counted.",
                    ("failed", TextSet("Those that failed.")), ("succeeded", TextSet("Those that succeeded."))))))),
        IsBuiltIn = true,
        Categories = ["all"],
        SelectableFields = ["status.successful"],
        Columns =
        [
            Cells.Column("Status", "How far it is.", StatusOf),
            Cells.Column("Completions", "Pods that succeeded, of those wanted.", CompletionsOf),
            Cells.Column("Duration", "How long it took, or has taken so far.", DurationOf),
            Cells.Age,
            .. Cells.OfTemplate,
        ],
        Admission = [new DefaultsAdmission(WorkloadDefaults.Job)],
        Rules = WorkloadRules.OfJob,
    };

    /// <summary>How CronJobs are served.</summary>
    public static readonly ResourceDefinition CronJob = new()
    {
        Type = new("batch", "v1", "CronJob", "cronjobs", true) { ShortNames = ["cj"] },
        Schema = Root(
            "CronJob",
            "Makes a Job again and again.",
            ("spec", Struct(
                "CronJobSpec",
                "Which Job, and when.",
                ("concurrencyPolicy", OneOf("What happens when the former Job still runs.", "Allow", "Forbid", "Replace")),
                ("failedJobsHistoryLimit", Count("How many failed Jobs are kept.")),
                ("jobTemplate*", Struct("JobTemplateSpec", "What Jobs are made of.", ("metadata", CommonSchemas.ObjectMeta), ("spec", JobSpec))),
                ("schedule*", Text("When, as cron writes it.")),
                ("startingDeadlineSeconds", Int64("How many seconds late a Job may start.")),
                ("successfulJobsHistoryLimit", Count("How many Jobs that succeeded are kept.")),
                ("suspend", Flag("Whether it waits.")),
                ("timeZone", Text("The time zone of the schedule.")))),
            ("status", Struct(
                "CronJobStatus",
                "What it made.",
                ("active", List("Jobs that run.", ObjectReference)),
                ("lastScheduleTime", Moment("When it last made one.")),
                ("lastSuccessfulTime", Moment("When one last succeeded."))))),
        IsBuiltIn = true,
        Categories = ["all"],
        Columns =
        [
            Cells.Column("Schedule", "When Jobs are made.", value => value.Text("spec", "schedule")),
            Cells.Column("Timezone", "The time zone of the schedule.", value => value.Text("spec", "timeZone").OrNone()),
            Cells.Column("Suspend", "Whether it waits.", value => value.Flag("spec", "suspend") ? "True" : "False"),
            Cells.Column("Active", "Jobs that run.", value => value.Size("status", "active")),
            Cells.Column("Last Schedule", "When it last made one.", (value, now) =>
                value.Text("status", "lastScheduleTime").Length > 0 ? Cells.Since(value.At("status", "lastScheduleTime"), now) : Cells.None),
            Cells.Age,
            Cells.Wide("Containers", "Names of each container in the template.", value => Cells.ContainerNames(PodSpecOf(value))),
            Cells.Wide("Images", "Images referenced by each container in the template.", value => Cells.ContainerImages(PodSpecOf(value))),
            Cells.Wide("Selector", "Which pods belong to it.", value => Cells.Selector(value.At("spec", "jobTemplate", "spec", "selector"))),
        ],
        Admission = [new DefaultsAdmission((spec, _, _) => WorkloadDefaults.CronJob(spec))],
        Rules = WorkloadRules.OfCronJob,
    };

    private static JsonElement PodSpecOf(JsonElement cronJob) => cronJob.At("spec", "jobTemplate", "spec", "template", "spec");

    private static string StatusOf(JsonElement job)
    {
        foreach (string state in new[] { "Complete", "Failed", "Suspended", "FailureTarget", "SuccessCriteriaMet" })
        {
            if (job.Items("status", "conditions").Any(condition => condition.Text("type") == state && condition.Text("status") == "True"))
            {
                return state;
            }
        }

        return job.Text("metadata", "deletionTimestamp").Length > 0 ? "Terminating" : "Running";
    }

    private static string CompletionsOf(JsonElement job)
    {
        long succeeded = job.Number("status", "succeeded");
        if (job.At("spec", "completions").ValueKind == JsonValueKind.Number)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{succeeded}/{job.Number("spec", "completions")}");
        }

        long parallel = job.Number("spec", "parallelism");
        return parallel > 1
            ? string.Create(CultureInfo.InvariantCulture, $"{succeeded}/1 of {parallel}")
            : string.Create(CultureInfo.InvariantCulture, $"{succeeded}/1");
    }

    private static object DurationOf(JsonElement job, DateTimeOffset now)
    {
        bool hasStarted = DateTimeOffset.TryParse(
            job.Text("status", "startTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset start);
        bool hasEnded = DateTimeOffset.TryParse(
            job.Text("status", "completionTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset end);
        return hasStarted ? HumanDuration.Format((hasEnded ? end : now) - start) : string.Empty;
    }
}
