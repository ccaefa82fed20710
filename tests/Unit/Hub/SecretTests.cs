using System.Reflection;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Sandbox.Server.Faults;
using OcmPowerShell.Tests.Hub.Works;
using OcmPowerShell.Tests.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Hub;

/// <summary>Whatever goes wrong, nobody is told the token.</summary>
public sealed class SecretTests : IDisposable
{
    private const string Secret = "t0k3n-that-nobody-may-see-4711";

    private readonly ScratchFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Failures => new(
        "none", "status", "page", "echo", "json", "reset", "lost", "half", "stall", "expired", "untrusted", "unreachable", "closed");

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task No_error_and_no_log_holds_the_token(string failure)
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.Sandbox.Tokens.Add(Secret, "admin", "system:masters");
        live.AddWork("one", "web");
        using HubConnection hub = Connect(live, failure);
        Spoil(live, hub, failure);

        List<Exception?> errors = [];
        foreach (Func<WorkClient, Task> operation in Operations(hub))
        {
            errors.Add(await Record.ExceptionAsync(() => operation(new WorkClient(hub)).SoonAsync()));
        }

        Assert.All(errors, error => Assert.True(error is null or HubException, error?.ToString()));
        Assert.InRange(errors.Count(error => error is HubException), failure == "none" ? 0 : errors.Count - 1, failure == "none" ? 0 : errors.Count);
        Assert.All(errors, error => Assert.DoesNotContain(Secret, Everything(error), StringComparison.Ordinal));
        Assert.All(live.Requests, request => Assert.DoesNotContain(Secret, Everything(request), StringComparison.Ordinal));
        Assert.DoesNotContain(Secret, string.Join('\n', hub.TakeWarnings()) + hub + hub.Config + hub.Identity, StringComparison.Ordinal);
    }

    private static IEnumerable<Func<WorkClient, Task>> Operations(HubConnection hub) =>
    [
        works => works.GetAsync("one", "web", cancellationToken: Cancel),
        works => works.ListAsync(cancellationToken: Cancel).CountAsync(Cancel).AsTask(),
        works => works.CreateAsync("one", "new", Contents.ConfigMap(), cancellationToken: Cancel),
        works => works.CreateOrUpdateAsync("one", "web", Contents.Deployment(), cancellationToken: Cancel),
        works => works.DeleteAsync("one", "web", cancellationToken: Cancel),
        _ => new ClusterClient(hub).ListAsync(cancellationToken: Cancel).CountAsync(Cancel).AsTask(),
        _ => HubProbe.EnsureHubAsync(hub, Cancel),
        _ => HubProbe.GetVersionAsync(hub, Cancel),
    ];

    private HubConnection Connect(LiveHub live, string failure)
    {
        using var other = new TestAuthority();
        string authority = failure == "untrusted" ? other.Pem : live.Sandbox.CertificateAuthorityPem;
        string server = failure == "unreachable" ? "https://127.0.0.1:1" : live.Sandbox.Url.AbsoluteUri;
        _folder.Write("ca.pem", authority);
        string file = _folder.Write("config", $$"""
            clusters: [{name: hub, cluster: {server: "{{server}}", certificate-authority: ca.pem} }]
            users: [{name: admin, user: {token: {{Secret}} } }]
            contexts: [{name: c, context: {cluster: hub, user: admin} }]
            current-context: c
            """);
        return HubConnection.Open(file).Quick();
    }

    private static void Spoil(LiveHub live, HubConnection hub, string failure)
    {
        Fault? fault = failure switch
        {
            "status" => Fault.Status(403, "Forbidden", "no"),
            "page" => Fault.HtmlPage(),
            "echo" => Fault.Answer(400, "text/plain", $"Bad request\nAuthorization: Bearer {Secret}\n"),
            "json" => Fault.Answer(200, "application/json", "{\"items\":"),
            "reset" => Fault.Reset(),
            "lost" => Fault.LoseAnswer(),
            "half" => Fault.HalfBody(),
            "stall" => Fault.Stall(),
            _ => null,
        };
        if (fault is not null)
        {
            live.Faults.Add(new FaultRule(fault));
        }

        switch (failure)
        {
            case "stall":
                hub.Rest.SilenceLimit = TimeSpan.FromMilliseconds(200);
                break;
            case "expired":
                live.Sandbox.Tokens.Expire(Secret);
                break;
            case "closed":
                hub.Dispose();
                break;
        }
    }

    /// <summary>All that an object tells: its text, and every property of it.</summary>
    private static string Everything(object? value) => value is null ? "" : string.Join(
        '\n',
        value.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(property => property.GetIndexParameters().Length == 0)
            .Select(property => property.GetValue(value)?.ToString())
            .Append(value.ToString()));
}
