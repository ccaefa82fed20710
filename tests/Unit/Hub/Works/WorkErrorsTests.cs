using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Works;

/// <summary>What a refusal means for one cluster's work.</summary>
public sealed class WorkErrorsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("exists", "AlreadyExists", "-Force")]
    [InlineData("nowhere", "NotFound", "no managed cluster 'nowhere'")]
    [InlineData("expired", "Unauthorized", "expired")]
    [InlineData("forbidden", "Forbidden", "not yours")]
    public async Task A_refusal_says_what_where_and_what_next(string what, string errorId, string said)
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "exists");
        string cluster = what == "nowhere" ? "nowhere" : "one";
        if (what == "expired")
        {
            live.Sandbox.Tokens.Expire(live.Sandbox.Token);
        }
        else if (what == "forbidden")
        {
            live.Faults.Add(new FaultRule(Fault.Status(403, "Forbidden", "not yours")));
        }

        ApiStatusException refusal = await Assert.ThrowsAsync<ApiStatusException>(() => live.Works.CreateAsync(cluster, what, Contents.ConfigMap(), cancellationToken: Cancel));
        HubException error = WorkErrors.Explain(refusal, what, cluster);

        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains(live.Connection.Identity, error.Message, StringComparison.Ordinal);
        Assert.Same(refusal, error.InnerException);
    }
}
