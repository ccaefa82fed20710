using System.Collections;
using System.ComponentModel;
using System.Management.Automation;

namespace OcmPowerShell.Views;

/// <summary>What a manifest's row says of its feedback: the counts that matter, or what it waits for.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Feedback
{
    /// <summary>A short text for a table's cell.</summary>
    /// <param name="row">A manifest row, or a copy of one.</param>
    public static string Format(PSObject row)
    {
        string message = row.Properties["Message"]?.Value as string ?? "";
        bool ready = row.Properties["Ready"]?.Value is true;
        if ((!ready && message.Length > 0) || PSObject.AsPSObject(row.Properties["Feedback"]?.Value ?? "").BaseObject is not IDictionary feedback)
        {
            return message;
        }

        (string Ready, string Wanted)[] counts = [("ReadyReplicas", "Replicas"), ("NumberReady", "DesiredNumberScheduled")];
        foreach ((string have, string wanted) in counts)
        {
            if (feedback[wanted] is { } want)
            {
                return $"{feedback[have] ?? 0}/{want} ready";
            }
        }

        string[] texts = ["PodPhase", "JobSucceeded"];
        return string.Join(", ", texts.Where(feedback.Contains).Select(name => $"{name} {feedback[name]}"));
    }
}
