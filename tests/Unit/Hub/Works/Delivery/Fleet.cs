using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works.Delivery;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Works.Delivery;

/// <summary>A fleet on paper: the works that a delivery may meet, and what becomes of them step by step.</summary>
internal sealed record Fleet(DeliveryRequest Request, IReadOnlyList<ExistingWork> Works, IReadOnlySet<string> Offline)
{
    public DeliveryPlan Plan => DeliveryPlan.Make(Request, Works);

    /// <summary>What there is, as text that two fleets can be compared by.</summary>
    public string State => string.Join(' ', Works.OrderBy(work => work.ToString(), StringComparer.Ordinal).Select(Text));

    /// <summary>What there is of others.</summary>
    public string Others => string.Join(' ', Works.Where(work => !work.IsOwn).OrderBy(work => work.ToString(), StringComparer.Ordinal).Select(Text));

    public static ExistingWork Work(string cluster, string name = "web", ManagedBy keeper = ManagedBy.Placement, bool own = true, bool part = false, bool deleting = false, bool differs = false) => new()
    {
        Cluster = cluster,
        Name = name,
        ManagedBy = keeper,
        IsOwn = own,
        IsPart = part,
        Deleting = deleting,
        Differs = differs,
        Uid = $"{cluster}/{name}",
        Hub = "hub",
    };

    public static DeliveryRequest Of(IEnumerable<string> wanted, WorkOwner? owner = null, params string[] works) => new()
    {
        Work = "web",
        Owner = owner ?? WorkOwner.Placement(new ObjectKey("prod", "web")),
        Wanted = wanted.ToDictionary(cluster => cluster, _ => (IReadOnlyList<string>)(works.Length > 0 ? works : ["web"])),
    };

    /// <summary>The fleet after some steps of its plan.</summary>
    public Fleet After(IEnumerable<DeliveryStep> steps)
    {
        Dictionary<string, ExistingWork> works = Works.ToDictionary(work => work.ToString());
        foreach (DeliveryStep step in steps)
        {
            string key = $"{step.Cluster}/{step.Work}";
            switch (step.Action)
            {
                case DeliveryAction.Create:
                    Assert.False(works.ContainsKey(key));
                    works[key] = Work(step.Cluster, step.Work, Request.Owner.ManagedBy, part: step.Work != "web");
                    break;
                case DeliveryAction.Update:
                    ExistingWork old = works[key];
                    works[key] = Work(old.Cluster, old.Name, old.ManagedBy, old.IsOwn, old.IsPart);
                    break;
                case DeliveryAction.Remove when Offline.Contains(step.Cluster):
                    ExistingWork held = works[key];
                    works[key] = Work(held.Cluster, held.Name, held.ManagedBy, held.IsOwn, held.IsPart, deleting: true);
                    break;
                case DeliveryAction.Remove:
                    works.Remove(key);
                    break;
            }
        }

        return this with { Works = [.. works.Values] };
    }

    /// <summary>The fleet after all of its plan.</summary>
    public Fleet Done() => After(Plan.Steps);

    private static string Text(ExistingWork work) => $"{work}:{work.ManagedBy}{(work.IsOwn ? " own" : "")}{(work.Deleting ? " going" : work.Differs ? " old" : "")}";
}
