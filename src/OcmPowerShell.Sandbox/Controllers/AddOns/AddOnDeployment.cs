using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.AddOns;

/// <summary>Brings an add-on made from a template to its cluster, takes it down again, and tells how it is.</summary>
internal sealed class AddOnDeployment(IResourceClient hub, ResourceCache<JsonObject> works, AddOnConfigs configs, TimeProvider time)
{
    private const string ManifestApplied = "ManifestApplied";
    private const string HookCompleted = "HookManifestCompleted";

    public void Reconcile(string cluster, string name)
    {
        if (hub.Get(OcmTypes.ManagedClusterAddOn, cluster, name) is not { } addOn
            || ConditionList.Find(addOn.ArrayAt("status", "conditions"), "RegistrationApplied") is null
            || hub.Get(OcmTypes.ManagedCluster, null, cluster) is not { } home
            || configs.TemplateOf(addOn) is not { } template)
        {
            return;
        }

        var outcome = new List<Condition>();
        IReadOnlyList<JsonObject>? manifests = null;
        if (ConditionList.IsTrue(addOn.ArrayAt("status", "conditions"), "Configured"))
        {
            try
            {
                manifests = AddOnManifests.Render(name, home, template, configs.DeploymentConfigOf(addOn));
            }
            catch (AddOnRenderException error)
            {
                outcome.Add(new(ManifestApplied, Condition.False, "ManifestWorkApplyFailed", $"failed to get manifest from agent interface: {error.Message}"));
                Write(addOn, outcome, manifests: null, home);
                return;
            }
        }

        Exception? failure = null;
        if (manifests is not null)
        {
            var made = new AddOnWorks(addOn, template, manifests);
            if (addOn.HasFinalizer(AddOnNames.PreDelete) || (!addOn.IsDeleting() && !home.IsDeleting()))
            {
                failure = Deploy(addOn, made, outcome);
            }

            if (SetHook(addOn, made.PreDelete(), outcome))
            {
                // The add-on changed; its new state wakes this up again.
                return;
            }
        }

        Write(addOn, outcome, manifests, home);
        if (failure is not null)
        {
            throw failure;
        }
    }

    private ApiException? Deploy(JsonObject addOn, AddOnWorks made, List<Condition> outcome)
    {
        var existing = DeployWorks(addOn);
        var wanted = made.Deploy(existing);
        foreach (var work in existing.Where(work => wanted.All(other => other.Name() != work.Name())))
        {
            hub.Delete(OcmTypes.ManifestWork, work.Namespace(), work.Name());
        }

        if (wanted.Count == 0)
        {
            outcome.Add(new(ManifestApplied, Condition.True, "AddonManifestApplied", "no manifest need to apply"));
        }

        ApiException? failure = null;
        foreach (var work in wanted)
        {
            failure = Apply(work, outcome) ?? failure;
        }

        return failure;
    }

    /// <summary>Works of the add-on, but for the one that runs before it goes.</summary>
    private List<JsonObject> DeployWorks(JsonObject addOn) =>
        [.. works.Of($"{addOn.Namespace()}/{addOn.Name()}").Where(work =>
            work.Namespace() == addOn.Namespace() && !work.Name().StartsWith(AddOnNames.PreDeleteWork(addOn.Name()), StringComparison.Ordinal))];

    private ApiException? Apply(JsonObject wanted, List<Condition> outcome)
    {
        try
        {
            var work = hub.Change(OcmTypes.ManifestWork, wanted.Namespace(), wanted.Name(), value => Update(value, wanted))
                ?? hub.Create(OcmTypes.ManifestWork, wanted.Namespace(), wanted);
            works.Note(work);
            if (ConditionList.Find(work.ArrayAt("status", "conditions"), "Applied").TextAt("status") is { } applied)
            {
                outcome.Add(applied == Condition.True
                    ? new(ManifestApplied, Condition.True, "AddonManifestApplied", "manifests of addon are applied successfully")
                    : new(ManifestApplied, Condition.False, "AddonManifestAppliedFailed", "failed to apply the manifests of addon"));
            }

            return null;
        }
        catch (ApiException error)
        {
            outcome.Add(new(ManifestApplied, Condition.False, "ManifestWorkApplyFailed", $"failed to apply manifestWork: {error.Message}"));
            return error;
        }
    }

    private static bool Update(JsonObject work, JsonObject wanted)
    {
        bool Has(string member) => (wanted.ObjectAt("metadata", member) ?? [])
            .All(item => item.Value.TextAt() == work.TextAt("metadata", member, item.Key));
        if (JsonEquality.Same(work["spec"], wanted["spec"]) && Has("labels") && Has("annotations")
            && JsonEquality.Same(work.At("metadata", "ownerReferences"), wanted.At("metadata", "ownerReferences")))
        {
            return false;
        }

        foreach (var member in new[] { "labels", "annotations", "ownerReferences" })
        {
            work.Child("metadata").Remove(member);
            if (wanted.At("metadata", member) is { } value)
            {
                work.Child("metadata")[member] = value.DeepClone();
            }
        }

        work["spec"] = wanted["spec"]?.DeepClone();
        return true;
    }

    /// <summary>Makes a deleted add-on wait for what is to run before it goes.</summary>
    /// <returns>Whether its finalizers changed.</returns>
    private bool SetHook(JsonObject addOn, JsonObject? hook, List<Condition> outcome)
    {
        if (hook is null)
        {
            return ChangeFinalizer(addOn, value => value.RemoveFinalizer(AddOnNames.PreDelete));
        }

        if (!addOn.IsDeleting())
        {
            return ChangeFinalizer(addOn, value => !value.IsDeleting() && value.AddFinalizer(AddOnNames.PreDelete));
        }

        if (!addOn.HasFinalizer(AddOnNames.PreDelete))
        {
            return false;
        }

        Apply(hook, outcome);
        if (!AddOnHook.IsCompleted(hub.Get(OcmTypes.ManifestWork, hook.Namespace(), hook.Name())))
        {
            outcome.Add(new(HookCompleted, Condition.False, "HookManifestIsNotCompleted", $"hook manifestWork {hook.Name()} is not completed."));
            return false;
        }

        return ChangeFinalizer(addOn, value => value.RemoveFinalizer(AddOnNames.PreDelete));
    }

    private bool ChangeFinalizer(JsonObject addOn, Func<JsonObject, bool> change)
    {
        var changed = false;
        hub.Change(OcmTypes.ManagedClusterAddOn, addOn.Namespace(), addOn.Name(), value => changed = change(value));
        return changed;
    }

    private void Write(JsonObject addOn, List<Condition> outcome, IReadOnlyList<JsonObject>? manifests, JsonObject home)
    {
        var deployed = DeployWorks(addOn);
        hub.ChangeStatus(OcmTypes.ManagedClusterAddOn, addOn.Namespace(), addOn.Name(), value =>
        {
            var status = value.Child("status");
            var conditions = status.List("conditions");
            if (outcome.Count == 0 && manifests is not null && ConditionList.Find(conditions, ManifestApplied).TextAt("status") == Condition.False)
            {
                // The agent of the cluster has yet to say what became of the new manifests.
                ConditionList.Remove(conditions, ManifestApplied);
            }

            foreach (var condition in outcome)
            {
                ConditionList.Set(conditions, condition, time.GetUtcNow());
            }

            status.Child("healthCheck")["mode"] = "Customized";
            if (ConditionList.Find(conditions, ManifestApplied) is not null
                && AddOnHealth.Of(value.Name(), home, deployed, manifests) is { } available)
            {
                ConditionList.Set(conditions, available, time.GetUtcNow());
            }
        });
    }
}
