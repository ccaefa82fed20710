using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Placements.Spec;
using OcmPowerShell.Hub.Rest;
using HubPlacement = OcmPowerShell.Hub.Model.Placement;

namespace OcmPowerShell.Commands;

/// <summary>Deletes placements, and tells of what goes by them.</summary>
[Cmdlet(VerbsCommon.Remove, "OcmPlacement", DefaultParameterSetName = ByName, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
public sealed class RemoveOcmPlacementCommand : ChangeCmdlet
{
    private const string ByName = "Name";
    private const string ByPlacement = "Placement";

    private readonly HashSet<(string Hub, string Uid)> _taken = [];
    private readonly Dictionary<string, PlacementUsers> _users = [];

    /// <summary>Names of placements, as in <c>web</c> or <c>prod/web</c>; wildcards may be used where the namespace is named.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByName)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(PlacementCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The namespace of placements that are named without one; <c>default</c> when not given.</summary>
    [Parameter(ParameterSetName = ByName)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string? Namespace { get; set; }

    /// <summary>Placements from Get-OcmPlacement, which only then are deleted when they are still the same, or texts such as <c>prod/web</c>.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByPlacement, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(PlacementCompleter))]
    public PlacementReference[]? Placement { get; set; }

    private protected override string Changes => "placements";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            if (ParameterSetName == ByName)
            {
                Targets.RefuseEmpty(nameof(Name), true, Name);
                Targets.RefuseEmpty(nameof(Namespace), MyInvocation.BoundParameters.ContainsKey(nameof(Namespace)), [Namespace]);
                foreach ((string name, ObjectKey key) in Array.ConvertAll(Name!, name => (name, Meant(name))))
                {
                    Find(HubFor(null, name, name), key, "", name);
                }
            }
            else
            {
                Targets.RefuseEmpty(nameof(Placement), true, Placement);
                foreach (PlacementReference placement in Placement!)
                {
                    Find(HubFor(placement.Hub, placement.ToString(), placement.Source), placement.Key, placement.Uid, placement.Source);
                }
            }

            Bridge.Flush();
        }
        catch (HubException exception)
        {
            Fail(exception);
        }
    }

    private ObjectKey Meant(string name)
    {
        (string? @namespace, string rest) = PlacementNames.Split(name, Namespace);
        if (Targets.IsPattern(name) && (@namespace is null || Targets.IsPattern(@namespace)))
        {
            throw new HubException("InvalidArgument", $"'{name}' has wildcards, so its namespace must be named: Remove-OcmPlacement '{rest}' -Namespace prod. For several namespaces write: Get-OcmPlacement … | Remove-OcmPlacement");
        }

        return new ObjectKey(@namespace ?? PlacementReference.DefaultNamespace, rest);
    }

    private void Find(HubConnection hub, ObjectKey key, string uid, object source) => Bridge.Run(async token =>
    {
        try
        {
            if (Targets.IsPattern(key.Name))
            {
                await ListAsync(hub, key, source, token).ConfigureAwait(false);
            }
            else
            {
                await ReadAsync(hub, key, uid, source, token).ConfigureAwait(false);
            }
        }
        catch (HubException exception)
        {
            await Bridge.PostAsync(() => Report(exception, source)).ConfigureAwait(false);
        }
    });

    private async Task ReadAsync(HubConnection hub, ObjectKey key, string uid, object source, CancellationToken cancellationToken)
    {
        ResourceClient<HubPlacement> placements = Kinds.Placements.On(hub);
        HubPlacement placement = await placements.GetAsync(key, cancellationToken: cancellationToken).ConfigureAwait(false) ?? throw Kinds.Placements.NotFound(hub, key);
        if (uid.Length > 0 && uid != placement.Uid)
        {
            throw placements.Replaced(key);
        }

        await FoundAsync(hub, placement, source, cancellationToken).ConfigureAwait(false);
    }

    private async Task ListAsync(HubConnection hub, ObjectKey key, object source, CancellationToken cancellationToken)
    {
        Func<string, bool> matches = Targets.Matcher([key.Name]);
        await foreach (HubPlacement placement in Kinds.Placements.On(hub).ListAsync(key.Namespace, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (matches(placement.Name))
            {
                await FoundAsync(hub, placement, source, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task FoundAsync(HubConnection hub, HubPlacement placement, object source, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> users = await UsersOn(hub).FindAsync(placement.Key, cancellationToken).ConfigureAwait(false);
        await Bridge.PostAsync(() => Remove(hub, placement, users, source)).ConfigureAwait(false);
    }

    private PlacementUsers UsersOn(HubConnection hub)
    {
        lock (_users)
        {
            return _users.TryGetValue(hub.Identity, out PlacementUsers? users) ? users : _users[hub.Identity] = new PlacementUsers(hub);
        }
    }

    private void Remove(HubConnection hub, HubPlacement placement, IReadOnlyList<string> users, object source)
    {
        if (!_taken.Add((hub.Identity, placement.Uid)))
        {
            return;
        }

        if (users.Count > 0)
        {
            WriteWarning($"The {string.Join(", ", users)} on hub {hub} {(users.Count == 1 ? "goes" : "go")} by the placement '{placement}'. Without the placement no cluster is selected for {(users.Count == 1 ? "it" : "them")} any more, and works and add-ons may be taken off clusters.");
        }

        if (Confirm($"placement '{placement}' on hub {hub}", "Remove"))
        {
            Send(source, token => DeleteAsync(hub, placement, token), _ => WriteVerbose($"Placement '{placement}' on hub {hub}: removed{(DryRun ? " (server dry run)" : "")}."));
        }
    }

    private async Task<bool> DeleteAsync(HubConnection hub, HubPlacement placement, CancellationToken cancellationToken)
    {
        try
        {
            await Kinds.Placements.On(hub).DeleteAsync(placement.Key, placement.Uid, DryRun, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (HubException exception) when (exception.ErrorId == "NotFound")
        {
            // Somebody else was faster; gone is what was asked for.
            return false;
        }
    }
}
