using OcmPowerShell.Hub.Model.Wire;

namespace OcmPowerShell.Hub.Model;

/// <summary>Joins what a work asks for with what the agent said of each manifest.</summary>
internal static class WorkManifestParser
{
    public static IReadOnlyList<WorkManifest> Parse(Work work, ManifestSummary manifests, WireManifestWork wire)
    {
        // A status written for an earlier spec speaks of other manifests.
        bool current = work.Applied is not null;
        var reported = new WireManifestWork.ManifestStatusPart?[manifests.Items.Count];
        foreach (WireManifestWork.ManifestStatusPart status in current ? wire.Status?.ResourceStatus?.Manifests ?? [] : [])
        {
            if (status.ResourceMeta is { Ordinal: int ordinal } && ordinal >= 0 && ordinal < reported.Length)
            {
                reported[ordinal] = status;
            }
        }

        var rows = new WorkManifest[reported.Length];
        for (int ordinal = 0; ordinal < rows.Length; ordinal++)
        {
            rows[ordinal] = Row(work, ordinal, manifests.Items[ordinal], reported[ordinal], wire.Spec?.ManifestConfigs);
        }

        return rows;
    }

    private static WorkManifest Row(
        Work work,
        int ordinal,
        ManifestOutline identity,
        WireManifestWork.ManifestStatusPart? status,
        List<WireManifestWork.ManifestConfigPart>? configs)
    {
        var row = new WorkManifest
        {
            Hub = work.Hub,
            Work = work.Name,
            Cluster = work.Cluster,
            Ordinal = ordinal,
            Group = identity.Group,
            Version = identity.Version,
            Kind = identity.Kind,
            ResourceName = identity.Name,
            ResourceNamespace = identity.Namespace,
            Resource = status?.ResourceMeta?.Resource ?? "",
        };
        foreach (WireManifestWork.FeedbackValuePart value in status?.StatusFeedback?.Values ?? [])
        {
            if (value.FieldValue?.Value is { } actual)
            {
                row.Feedback[value.Name] = actual;
            }
        }

        foreach (WireCondition condition in status?.Conditions ?? [])
        {
            Take(row, condition.ToModel());
        }

        row.LacksFeedback = identity.Resource is not null && !AsksForFeedback(configs, identity);

        if (row.Applied == false)
        {
            row.Ready = false;
        }
        else if (work.Available is not null)
        {
            // The agent tells availability and feedback in one go, some time after it applied: both must be of now.
            (row.Ready, string waitsFor) = Readiness.Of(row, identity);
            row.Message = row.Message.Length == 0 ? waitsFor : row.Message;
        }

        return row;
    }

    private static void Take(WorkManifest row, Condition condition)
    {
        switch (condition.Type)
        {
            case "Applied":
                row.Applied = condition.Status;
                break;
            case "Available":
                row.Available = condition.Status;
                break;
            case "StatusFeedbackSynced":
                break;
            default:
                return;
        }

        if (condition.Status != true && row.Message.Length == 0)
        {
            (row.Reason, row.Message) = (condition.Reason, condition.Message);
        }
    }

    private static bool AsksForFeedback(List<WireManifestWork.ManifestConfigPart>? configs, ManifestOutline identity)
    {
        foreach (WireManifestWork.ManifestConfigPart config in configs ?? [])
        {
            if (config is { FeedbackRules.Count: > 0, ResourceIdentifier: { } resource }
                && (resource.Group ?? "") == identity.Group
                && resource.Resource == identity.Resource
                && Matches(resource.Name, identity.Name)
                && Matches(resource.Namespace, identity.Namespace))
            {
                return true;
            }
        }

        return false;
    }

    // The agent lets a star in a manifestConfig stand for any text.
    private static bool Matches(string? pattern, string text) =>
        pattern is null ? text.Length == 0 : System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: false);
}
