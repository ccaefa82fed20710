using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Works;

/// <summary>
/// Works out what must change for an existing work to be as somebody said: its manifests, the feedback rules that this
/// module had made for the old ones, and the labels, annotations and options that are named. All else stays as it is.
/// </summary>
internal static class WorkUpdate
{
    /// <summary>The merge patch, guarded by the resourceVersion it was worked out from; null when nothing changes.</summary>
    /// <param name="existing">The work's JSON.</param>
    /// <param name="parsed">The same, parsed.</param>
    /// <param name="edit">What is to change.</param>
    /// <param name="warn">Given what is taken but hardly meant.</param>
    /// <exception cref="HubException">Options cannot be used with the manifests.</exception>
    public static byte[]? Patch(byte[] existing, Work parsed, WorkEdit edit, Action<string>? warn = null)
    {
        bool manifestsChange = edit.Manifests is { } manifests && parsed.ManifestHash != manifests.Hash;
        JsonObject spec = Settings(existing, edit, warn);
        Dictionary<string, string?> labels = Changed(parsed.Labels, edit.Labels);
        Dictionary<string, string?> annotations = Changed(parsed.Annotations, WithFeedback(edit));
        if (!manifestsChange && spec.Count == 0 && labels.Count == 0 && annotations.Count == 0)
        {
            return null;
        }

        return WorkBody.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("metadata");
            writer.WriteString("resourceVersion", parsed.ResourceVersion);
            WorkBody.WriteMap(writer, "labels", labels);
            WorkBody.WriteMap(writer, "annotations", annotations);
            writer.WriteEndObject();
            if (manifestsChange || spec.Count > 0)
            {
                writer.WriteStartObject("spec");
                WorkBody.WriteMembers(writer, spec);
                if (manifestsChange)
                {
                    writer.WriteStartObject("workload");
                    writer.WritePropertyName("manifests");
                    edit.Manifests!.WriteTo(writer);
                    writer.WriteEndObject();
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        });
    }

    /// <summary>The annotations that an edit names, and the one that remembers whether feedback is wanted.</summary>
    public static IReadOnlyDictionary<string, string?> WithFeedback(WorkEdit edit) => edit.Options.Feedback is not { } feedback
        ? edit.Annotations
        : new Dictionary<string, string?>(edit.Annotations) { [WorkSettings.FeedbackAnnotation] = feedback == WorkFeedback.None ? nameof(WorkFeedback.None) : null };

    private static JsonObject Settings(byte[] existing, WorkEdit edit, Action<string>? warn)
    {
        if (edit.Manifests is null && edit.Options.IsEmpty)
        {
            return [];
        }

        JsonObject work = JsonNodeExtensions.ParseObject(existing);
        JsonObject change = WorkSettings.Change(work, edit.Manifests, edit.Options);
        foreach (string warning in warn is null ? [] : WorkSettings.WarningsFor(work, edit.Manifests, edit.Options))
        {
            warn!(warning);
        }

        return change;
    }

    private static Dictionary<string, string?> Changed(Dictionary<string, string> have, IEnumerable<KeyValuePair<string, string?>> want) =>
        want.Where(pair => have.GetValueOrDefault(pair.Key) != pair.Value).ToDictionary();
}
