using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.AddOns;

/// <summary>Lets each controller of the add-on manager do its part for one add-on after the other.</summary>
internal sealed class AddOnReconciler(IResourceClient hub, ResourceCache<JsonObject> addOns, ResourceCache<JsonObject> works, AddOnConfigs configs, TimeProvider time)
{
    private readonly InstallProgressions _progressions = new(hub, configs);
    private readonly AddOnInstallation _installation = new(hub, addOns);
    private readonly AddOnConfiguration _configuration = new(hub, addOns, time);
    private readonly AddOnRegistration _registration = new(hub, configs, time);
    private readonly AddOnDeployment _deployment = new(hub, works, configs, time);
    private readonly AddOnProgress _progress = new(hub, works, time);

    /// <summary>Does what an add-on needs now; returns when to look again, or null for when something changes.</summary>
    public TimeSpan? Reconcile(string key)
    {
        var (cluster, name) = key.Split('/', 2) is [var first, var second] ? (first, second) : ("", key);
        var managed = hub.Get(OcmTypes.ClusterManagementAddOn, null, name);
        if (cluster.Length == 0)
        {
            return managed is null ? null : Manage(name);
        }

        if (hub.Get(OcmTypes.ManagedClusterAddOn, cluster, name) is null)
        {
            return null;
        }

        if (managed is not null && AddOnManager.Manages(managed))
        {
            AddOnOwner.Set(hub, cluster, managed);
        }

        // One whose ClusterManagementAddOn is gone is still taken down in order.
        if (managed is null || AddOnConfigs.IsTemplateBased(managed))
        {
            _registration.Reconcile(cluster, name);
            _deployment.Reconcile(cluster, name);
        }

        if (managed is not null && AddOnManager.Manages(managed))
        {
            _progress.Reconcile(cluster, name);
        }

        return null;
    }

    private TimeSpan? Manage(string name)
    {
        if (_progressions.Reconcile(name) is not { } managed || !AddOnManager.Manages(managed))
        {
            return null;
        }

        _installation.Reconcile(managed);
        return _configuration.Reconcile(managed);
    }
}
