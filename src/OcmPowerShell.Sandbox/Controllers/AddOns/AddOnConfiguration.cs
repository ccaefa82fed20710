using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Rollouts;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers.Rollouts;

namespace OcmPowerShell.Sandbox.Controllers.AddOns;

/// <summary>
/// Rolls configurations out to add-ons: the defaults, over them those of the last placement that decided on the cluster, and
/// over them the add-on's own.
/// </summary>
internal sealed class AddOnConfiguration(IResourceClient hub, ResourceCache<JsonObject> addOns, TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    /// <summary>Takes the next step; returns when to look again, or null for when something changes.</summary>
    public TimeSpan? Reconcile(JsonObject managed)
    {
        if (PlacesOf(managed) is not { } places)
        {
            return null;
        }

        foreach (var place in places)
        {
            var rolling = place.Rolling.ToHashSet();
            foreach (var addOn in place.AddOns)
            {
                Write(addOn, rolling.Contains(addOn));
            }
        }

        WriteProgress(managed.Name(), places);
        var wait = places.Min(place => place.Rollout.RecheckAfter);
        return wait < LongestWait ? wait : null;
    }

    /// <summary>Where add-ons get their configurations from; null while a placement is missing, when OCM does nothing.</summary>
    private List<PlacedAddOns>? PlacesOf(JsonObject managed)
    {
        var all = addOns.Of(managed.Name());
        var defaults = AddOnConfig.DesiredIn(managed.ObjectsAt("status", "defaultconfigReferences")).ToList();
        List<PlacedAddOns> places = [];
        HashSet<string> taken = [];
        // The last one wins: from the end, each takes what is left.
        foreach (var progression in managed.ObjectsAt("status", "installProgressions").Reverse())
        {
            var (@namespace, name) = (progression.TextAt("namespace") ?? "", progression.TextAt("name") ?? "");
            var item = managed.ObjectsAt("spec", "installStrategy", "placements")
                .FirstOrDefault(strategy => (strategy.TextAt("namespace"), strategy.TextAt("name")) == (@namespace, name));
            if (item is null)
            {
                continue;
            }

            if (hub.Get(OcmTypes.Placement, @namespace, name) is not { } placement)
            {
                return null;
            }

            var groups = PlacementDecisions.GroupsOf(hub, @namespace, name);
            var clusters = groups.SelectMany(group => group.Clusters).ToHashSet();
            var configs = AddOnConfig.Override(defaults, AddOnConfig.DesiredIn(progression.ObjectsAt("configReferences")));
            var here = all.Where(addOn => clusters.Contains(addOn.Namespace())).ToList();
            var mine = here.Where(addOn => !taken.Contains(addOn.Namespace())).Select(addOn => ConfiguredAddOn.Of(addOn, configs)).ToList();
            places.Insert(0, new(mine, Rollout.Next(PlacedAddOns.StrategyOf(item, placement), groups, mine.Select(addOn => addOn.Rollout), time.GetUtcNow()))
            {
                Placement = (@namespace, name),
                Selected = clusters.Count,
                Configured = clusters.Count - (here.Count - mine.Count),
            });
            taken.UnionWith(clusters);
        }

        places.Add(PlacedAddOns.ByDefault(all.Where(addOn => !taken.Contains(addOn.Namespace())).Select(addOn => ConfiguredAddOn.Of(addOn, defaults))));
        return places;
    }

    private void Write(ConfiguredAddOn addOn, bool isRolling)
    {
        Condition? configured = isRolling || addOn.Rollout.Status == RolloutStatus.Succeeded
            ? new("Configured", Condition.True, "ConfigurationsConfigured", "Configurations configured")
            : addOn.Rollout.Status == RolloutStatus.ToApply
                ? new("Configured", Condition.False, "ConfigurationsNotConfigured", "Configurations updated and not configured yet")
                : null;
        if (configured is null)
        {
            return;
        }

        var written = hub.ChangeStatus(OcmTypes.ManagedClusterAddOn, addOn.AddOn.Namespace(), addOn.AddOn.Name(), value =>
        {
            var status = value.Child("status");
            if (isRolling)
            {
                var references = new ConfiguredAddOn(value, addOn.Desired).References();
                if (references.Count == 0)
                {
                    status.Remove("configReferences");
                }
                else
                {
                    status["configReferences"] = references;
                }
            }

            ConditionList.Set(status.List("conditions"), configured, time.GetUtcNow());
        });
        if (written is not null)
        {
            addOns.Note(written);
        }
    }

    private void WriteProgress(string name, IEnumerable<PlacedAddOns> places) =>
        hub.ChangeStatus(OcmTypes.ClusterManagementAddOn, null, name, value =>
        {
            foreach (var progression in value.ObjectsAt("status", "installProgressions"))
            {
                var place = places.FirstOrDefault(item => item.Placement == (progression.TextAt("namespace") ?? "", progression.TextAt("name") ?? ""));
                if (place is null)
                {
                    continue;
                }

                var progress = place.Progress();
                if (progress.Status == Condition.False)
                {
                    foreach (var reference in progression.ObjectsAt("configReferences"))
                    {
                        reference["lastAppliedConfig"] = reference["desiredConfig"]?.DeepClone();
                        reference["lastKnownGoodConfig"] = reference["desiredConfig"]?.DeepClone();
                    }
                }

                ConditionList.Set(progression.List("conditions"), progress, time.GetUtcNow());
            }
        });
}
