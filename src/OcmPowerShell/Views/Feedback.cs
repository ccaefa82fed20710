using System.ComponentModel;
using System.Management.Automation;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Views;

/// <summary>What a manifest's row says of its feedback: the counts that matter, or what it waits for.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Feedback
{
    /// <summary>A short text for a table's cell.</summary>
    /// <param name="row">A manifest row, or a copy of one.</param>
    public static string Format(PSObject row)
    {
        if (row.BaseObject is not WorkManifest manifest)
        {
            return row.Properties["Message"]?.Value as string ?? "";
        }

        if (manifest.Ready != true && manifest.Message.Length > 0)
        {
            return manifest.Message;
        }

        (string Ready, string Wanted)[] counts = [("ReadyReplicas", "Replicas"), ("NumberReady", "DesiredNumberScheduled")];
        foreach ((string ready, string wanted) in counts)
        {
            if (manifest.Feedback.TryGetValue(wanted, out object? want))
            {
                return $"{manifest.Feedback.GetValueOrDefault(ready, 0L)}/{want} ready";
            }
        }

        string[] texts = ["PodPhase", "JobSucceeded"];
        return string.Join(", ", texts.Where(manifest.Feedback.ContainsKey).Select(name => $"{name} {manifest.Feedback[name]}"));
    }
}
