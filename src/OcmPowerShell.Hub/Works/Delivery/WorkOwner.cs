using System.Diagnostics.CodeAnalysis;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Works.Delivery;

/// <summary>
/// Whose the works of a delivery are: a placement's, a cluster set's, or nobody's where clusters were named one by one. A
/// label of the work says so, and it alone decides what a later delivery may change and take away.
/// </summary>
internal sealed record WorkOwner
{
    /// <summary>Nobody: a list of clusters is no owner, so nothing is ever taken away for it.</summary>
    public static readonly WorkOwner None = new();

    private WorkOwner()
    {
    }

    /// <summary>What the works' <see cref="Work.ManagedBy"/> says.</summary>
    public ManagedBy ManagedBy { get; private init; } = ManagedBy.User;

    /// <summary>The owner's full name, as in <c>prod/web</c>; empty for nobody.</summary>
    public string Name { get; private init; } = "";

    /// <summary>The label that names it; empty for nobody.</summary>
    public string LabelKey { get; private init; } = "";

    /// <summary>The label's value: the name, or for a long one its beginning and a hash.</summary>
    public string Value { get; private init; } = "";

    /// <summary>Whether it is nobody.</summary>
    public bool IsNone => ManagedBy == ManagedBy.User;

    /// <summary>What the owner is, for people.</summary>
    public string Noun => ManagedBy switch
    {
        ManagedBy.Placement => $"the placement '{Name}'",
        ManagedBy.ClusterSet => $"the cluster set '{Name}'",
        _ => "the clusters that were named",
    };

    /// <summary>A placement.</summary>
    public static WorkOwner Placement(ObjectKey placement) => new()
    {
        ManagedBy = ManagedBy.Placement,
        Name = placement.ToString(),
        LabelKey = Ownership.PlacementLabel,
        Value = LabelValue.Of($"{placement.Namespace}.{placement.Name}"),
    };

    /// <summary>A cluster set.</summary>
    public static WorkOwner ClusterSet(string name) => new()
    {
        ManagedBy = ManagedBy.ClusterSet,
        Name = name,
        LabelKey = Ownership.ClusterSetLabel,
        Value = LabelValue.Of(name),
    };

    /// <summary>Whether a work is its own. Of nobody: whether it is no controller's.</summary>
    public bool Owns(Work work) => IsNone
        ? Ownership.IsOurs(work.ManagedBy)
        : work.ManagedBy == ManagedBy && work.Labels.GetValueOrDefault(LabelKey) == Value;

    /// <summary>The content, with what tells whose it is. Its annotation has the whole name, which a label may have no room for.</summary>
    /// <exception cref="HubException"><c>InvalidArgument</c>: a label of the user's says otherwise.</exception>
    public WorkContent Mark(WorkContent content)
    {
        if (IsNone)
        {
            return content;
        }

        foreach (string key in (ReadOnlySpan<string>)[Ownership.PlacementLabel, Ownership.ClusterSetLabel])
        {
            if (content.Labels.TryGetValue(key, out string? given) && (key != LabelKey || given != Value))
            {
                Refuse(key, given);
            }
        }

        return content with
        {
            Labels = new Dictionary<string, string>(content.Labels) { [LabelKey] = Value },
            Annotations = new Dictionary<string, string>(content.Annotations) { [Ownership.NameAnnotation(LabelKey)] = Name },
        };
    }

    [DoesNotReturn]
    private void Refuse(string key, string value) => throw new HubException(
        "InvalidArgument", $"-Label {key}={value} names another owner than {Noun}, for which the works are made. Leave that label out.");
}
