using System.Globalization;
using System.Text.Json;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Diagnosis;

/// <summary>
/// Finds out what stands between us and a hub: is it reachable, who does it take us for, is it a hub, what may we do, do
/// the clocks agree. A check that fails is an answer, not an exception.
/// </summary>
public sealed class HubExaminer(HubConnection hub)
{
    // Within this a lease renewed by one clock does not look old to the other.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(30);

    // What most commands of the module need.
    private static readonly string[] UsualRights = ["list managedclusters", "list manifestworks", "create manifestworks", "patch manifestworks", "delete manifestworks"];

    private readonly AccessReview _review = new(hub);
    private readonly List<HubCheck> _checks = [];
    private (string User, IReadOnlyList<string> Groups) _who = ("", []);
    private string _version = "";
    private TimeSpan _limit;
    private CancellationToken _stop;

    /// <summary>Makes all checks.</summary>
    /// <param name="permissions">Rights that must be there, as in <c>create manifestworks</c>; null only tells of the usual ones.</param>
    /// <param name="limit">How long all checks together may take; zero for as long as they need. What is not answered by then has failed.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="HubException"><c>InvalidPermission</c>: one of the permissions is not one.</exception>
    public async Task<HubTest> ExamineAsync(IReadOnlyList<string>? permissions = null, TimeSpan limit = default, CancellationToken cancellationToken = default)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (limit > TimeSpan.Zero)
        {
            time.CancelAfter(limit);
        }

        (_limit, _stop) = (limit, cancellationToken);
        return await ExamineAsync(permissions, time.Token).ConfigureAwait(false);
    }

    private async Task<HubTest> ExamineAsync(IReadOnlyList<string>? permissions, CancellationToken cancellationToken)
    {
        (string Text, ResourceAttributes Right)[]? wanted = permissions?.Select(text => (text.Trim(), PermissionText.Parse(text))).ToArray();
        if (await ReachAsync(cancellationToken).ConfigureAwait(false))
        {
            await IdentifyAsync(cancellationToken).ConfigureAwait(false);
            await CheckAsync("OcmHub", () => IsHubAsync(cancellationToken)).ConfigureAwait(false);
            foreach ((string text, ResourceAttributes right) in wanted ?? [])
            {
                await CheckAsync(text, () => MayAsync(right, cancellationToken)).ConfigureAwait(false);
            }

            if (wanted is null)
            {
                await CheckAsync("Permissions", () => UsualAsync(cancellationToken)).ConfigureAwait(false);
            }

            CheckClock();
        }

        return new HubTest
        {
            Hub = hub.Identity,
            User = _who.User,
            Groups = _who.Groups,
            KubernetesVersion = _version,
            ClockDifference = ClockDifference,
            Checks = _checks,
        };
    }

    private string TooLate => string.Create(CultureInfo.InvariantCulture, $"The hub did not answer within {_limit.TotalSeconds:0.###} s.");

    // Both clocks are read once an answer came; the header counts whole seconds.
    private TimeSpan? ClockDifference => hub.Rest.LastClock is { } clock ? TimeSpan.FromSeconds(Math.Round((clock.Hub - clock.Local).TotalSeconds)) : null;

    private async Task<bool> ReachAsync(CancellationToken cancellationToken)
    {
        try
        {
            byte[] answer = await hub.Rest.SendAsync(HttpMethod.Get, "version", null, null, cancellationToken).ConfigureAwait(false);
            _version = hub.Rest.Parse(ReadVersion, answer);
            Add("Reachable", true, _version.Length == 0 ? "The hub answers." : $"The hub answers; Kubernetes {_version}.");
        }
        catch (ApiStatusException exception) when (exception.Status.Code is 401 or 403)
        {
            Add("Reachable", true, "The hub answers.");
        }
        catch (HubException exception)
        {
            Add("Reachable", false, exception.Message);
            return false;
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            Add("Reachable", false, TooLate);
            return false;
        }

        return true;
    }

    private async Task IdentifyAsync(CancellationToken cancellationToken) => await CheckAsync("Identity", async () =>
    {
        if (await _review.WhoAmIAsync(cancellationToken).ConfigureAwait(false) is not { } who)
        {
            return (null, "The hub does not tell whom it takes us for: that takes Kubernetes 1.28, and credentials that it knows.");
        }

        _who = who;
        bool anonymous = who.Groups.Contains("system:unauthenticated");
        return (!anonymous, anonymous
            ? "The hub takes us for nobody (system:anonymous): no credentials were sent, or it did not look at them."
            : $"The hub takes us for '{who.User}'{(who.Groups.Count == 0 ? "" : $", of {string.Join(", ", who.Groups)}")}.");
    }).ConfigureAwait(false);

    private async Task<(bool?, string)> IsHubAsync(CancellationToken cancellationToken)
    {
        await HubProbe.EnsureHubAsync(hub, cancellationToken).ConfigureAwait(false);
        return (true, "The server knows managed clusters: it is an OCM hub.");
    }

    private async Task<(bool?, string)> MayAsync(ResourceAttributes right, CancellationToken cancellationToken)
    {
        (bool allowed, string reason) = await _review.MayAsync(right, cancellationToken).ConfigureAwait(false);
        string why = reason.Length == 0 ? "" : $" ({reason})";
        return (allowed, allowed ? $"Allowed{why}." : $"Not allowed{why}. Ask the hub's admin for a role with: {right}.");
    }

    private async Task<(bool?, string)> UsualAsync(CancellationToken cancellationToken)
    {
        List<string> may = [];
        List<string> mayNot = [];
        foreach (string text in UsualRights)
        {
            (bool allowed, _) = await _review.MayAsync(PermissionText.Parse(text), cancellationToken).ConfigureAwait(false);
            (allowed ? may : mayNot).Add(text);
        }

        // Rights in single namespaces are not asked for here, so a no is no failure.
        string no = mayNot.Count == 0 ? "" : $" May not, over all clusters: {string.Join(", ", mayNot)}.";
        return (mayNot.Count == 0 ? true : null, $"May, over all clusters: {(may.Count == 0 ? "nothing of the usual" : string.Join(", ", may))}.{no}");
    }

    private void CheckClock()
    {
        if (ClockDifference is not { } difference)
        {
            Add("Clock", null, "The hub's answers do not tell the time.");
            return;
        }

        bool agrees = difference.Duration() <= ClockTolerance;
        string text = string.Create(CultureInfo.InvariantCulture, $"The hub's clock is {Math.Abs(difference.TotalSeconds):0} s {(difference < TimeSpan.Zero ? "behind" : "before")} this machine's.");
        Add("Clock", agrees, agrees ? text : $"{text} Tokens, certificates and leases will seem expired or not valid yet: set the clocks by a time server.");
    }

    private async Task CheckAsync(string name, Func<Task<(bool?, string)>> check)
    {
        try
        {
            (bool? passed, string message) = await check().ConfigureAwait(false);
            Add(name, passed, message);
        }
        catch (HubException exception)
        {
            Add(name, false, exception.Message);
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            Add(name, false, TooLate);
        }
    }

    private void Add(string name, bool? passed, string message) => _checks.Add(new HubCheck { Name = name, Passed = passed, Message = message });

    private static string ReadVersion(ReadOnlySpan<byte> answer)
    {
        var reader = new Utf8JsonReader(answer);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        return ApiText.Of(document.RootElement, "gitVersion");
    }
}
