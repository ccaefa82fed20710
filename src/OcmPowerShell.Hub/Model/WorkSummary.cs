namespace OcmPowerShell.Hub.Model;

/// <summary>Sums a work up: Ready, Status and the first thing that is wrong.</summary>
internal static class WorkSummary
{
    public static void Fill(Work work)
    {
        work.Ready = Ready(work);
        work.Status = Status(work);
        work.Message = FirstWrong(work);
    }

    private static bool? Ready(Work work)
    {
        if (work is { Applied: false } or { Applied: true, Available: false })
        {
            return false;
        }

        bool? all = work.Applied is null || work.Available is null ? null : true;
        foreach (WorkManifest manifest in work.Manifests)
        {
            if (manifest.Ready == false)
            {
                return false;
            }

            all = manifest.Ready is null ? null : all;
        }

        return all;
    }

    private static WorkStatus Status(Work work) => work switch
    {
        { Deleting: true } => WorkStatus.Deleting,
        { Applied: false } => WorkStatus.Failed,
        { Applied: null } => WorkStatus.Pending,
        { Ready: true } => WorkStatus.Ready,
        { Ready: false } or { Available: false } => WorkStatus.NotReady,
        { Available: true } => WorkStatus.Available,
        _ => WorkStatus.Pending,
    };

    private static string FirstWrong(Work work)
    {
        if (work.Deleting)
        {
            return work.FindCurrent("Deleting")?.Message is { Length: > 0 } message ? message : "being deleted";
        }

        foreach (WorkManifest manifest in work.Manifests)
        {
            if (manifest.Message.Length > 0 && manifest.Ready != true)
            {
                return $"{manifest}: {OneLine(manifest.Message)}";
            }
        }

        foreach (string type in (ReadOnlySpan<string>)["Applied", "Available"])
        {
            // What was said of an earlier generation may be mended by this one.
            if (work.FindCurrent(type) is { Status: not true, Message: { Length: > 0 } message })
            {
                return message;
            }
        }

        return work.Applied is null ? "not applied yet" : "";
    }

    // Kubernetes lists the fields of several conflicts in lines of their own, which a table would break at.
    private static string OneLine(string message) => message
        .Replace("\r", "", StringComparison.Ordinal)
        .Replace(":\n- ", ": ", StringComparison.Ordinal)
        .Replace("\n- ", ", ", StringComparison.Ordinal)
        .Replace('\n', ' ');
}
