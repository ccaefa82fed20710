using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Hub.Watching;

/// <summary>What changed of a work.</summary>
internal static class WorkDifference
{
    private static readonly string[] Shown = ["Applied", "Available", "Deleting"];

    // What the cluster counts its own changes with.
    private static readonly string[] Bookkeeping = ["Generation", "ObservedGeneration"];

    /// <summary>In words; empty where a user sees no difference.</summary>
    public static string Between(Work before, Work after)
    {
        var difference = new Difference();
        if (before.Status != after.Status)
        {
            difference.Value("Status", before.Status.ToString(), WorkGoals.Describe(after));
        }

        Spec(difference, before, after);
        Feedback(difference, before, after);
        if (before.Status == after.Status && difference.IsEmpty)
        {
            // Where feedback has changed, the message only says it again.
            difference.Value("message", before.Message, after.Message);
        }

        difference.Pairs("labels", before.Labels, after.Labels);
        difference.Common(before, after, Shown);
        return difference.ToString();
    }

    private static void Spec(Difference difference, Work before, Work after)
    {
        if (before.ManifestHash != after.ManifestHash)
        {
            difference.Say(before.ManifestCount == after.ManifestCount ? "manifests changed" : $"manifests changed, {before.ManifestCount} -> {after.ManifestCount}");
        }

        difference.Value("propagation policy", before.PropagationPolicy, after.PropagationPolicy);
        difference.Value("executor", before.Executor, after.Executor);
        if (before.Generation != after.Generation
            && (before.ManifestHash, before.PropagationPolicy, before.Executor, before.Deleting) == (after.ManifestHash, after.PropagationPolicy, after.Executor, after.Deleting))
        {
            difference.Say("options changed");
        }
    }

    private static void Feedback(Difference difference, Work before, Work after)
    {
        // Until the agent has come to the present manifests, it says nothing of them: that is no news.
        if (before.ManifestHash != after.ManifestHash || after.Applied is null)
        {
            return;
        }

        foreach ((WorkManifest old, WorkManifest now) in before.Manifests.Zip(after.Manifests))
        {
            difference.Values(now.ToString(), now.Feedback.Keys.Union(old.Feedback.Keys).Except(Bookkeeping).Order(StringComparer.Ordinal)
                .Select(name => (name, old.Feedback.GetValueOrDefault(name), now.Feedback.GetValueOrDefault(name))));
        }
    }
}
