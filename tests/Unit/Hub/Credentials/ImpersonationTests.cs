using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Connection.Credentials;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Credentials;

/// <summary>Acting as somebody else: what goes over the wire, and whom the hub sees.</summary>
public sealed class ImpersonationTests : IDisposable
{
    private const string Version = """{"major":"1","minor":"33"}""";
    private const string Everything = "token: t, as: \"jane, the älder\", as-uid: u-1, as-groups: [\"ops, devs\", \"system:masters\", \"日本\"], as-user-extra: {Scopes: [view, \"a,b\"], \"acme.com/project é\": [x], none: []}";

    private readonly UserFile _file = new();
    private readonly TestAuthority _authority = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _file.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_value_is_a_line_of_its_own(bool secure)
    {
        string? head = null;
        await using var server = new RawServer(
            exchange =>
            {
                head = exchange.Head;
                return exchange.AnswerAsync(Version);
            },
            secure ? _authority.Issue("127.0.0.1") : null);
        using HubConnection hub = HubConnection.Open(_file.Resolve(Everything) with { Server = server.Url, CertificateAuthorities = _authority.Trust }).Quick();

        await HubProbe.GetVersionAsync(hub, Cancel);

        // The server reads bytes as Latin-1: what is beyond ASCII goes as UTF-8.
        Assert.Equal(
            [
                "Impersonate-User: jane, the Ã¤lder",
                "Impersonate-Uid: u-1",
                "Impersonate-Group: ops, devs",
                "Impersonate-Group: system:masters",
                "Impersonate-Group: æ\u0097¥æ\u009c¬",
                "Impersonate-Extra-scopes: view",
                "Impersonate-Extra-scopes: a,b",
                "Impersonate-Extra-acme.com%2Fproject%20%C3%A9: x",
            ],
            head!.Split("\r\n").Where(line => line.StartsWith("Impersonate-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Keys_that_differ_in_case_alone_are_one_to_the_server()
    {
        string? head = null;
        await using var server = new RawServer(exchange =>
        {
            head = exchange.Head;
            return exchange.AnswerAsync(Version);
        });
        using HubConnection hub = HubConnection.Open(_file.Resolve("as: jane, as-user-extra: {a: [first], A: [second]}") with { Server = server.Url }).Quick();

        await HubProbe.GetVersionAsync(hub, Cancel);

        Assert.Contains("Impersonate-Extra-a: first\r\nImpersonate-Extra-a: second\r\n", head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("as: \"jane, jr\", as-groups: [\"a, b\"], as-uid: u, as-user-extra: {k: [v]}", "HTTP/2", "a, b")]
    [InlineData("as: \"jane, jr\", as-groups: [\"a, b\", c], as-uid: u, as-user-extra: {k: [v]}", "HTTP/1.1", "a, b|c")]
    public async Task Single_values_go_over_HTTP2_and_several_over_HTTP1(string user, string protocol, string groups)
    {
        var seen = new ConcurrentQueue<string>();
        await using WebApplication server = await StartAsync(context =>
        {
            IHeaderDictionary headers = context.Request.Headers;
            seen.Enqueue(string.Join(" / ", context.Request.Protocol, headers["Impersonate-User"], string.Join('|', headers["Impersonate-Group"].ToArray()), headers["Impersonate-Uid"], headers["Impersonate-Extra-k"]));
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(Version, Cancel);
        });
        using HubConnection hub = HubConnection.Open(_file.Resolve(user) with { Server = new Uri(server.Urls.First() + "/"), CertificateAuthorities = _authority.Trust }).Quick();

        await HubProbe.GetVersionAsync(hub, Cancel);

        Assert.Equal($"{protocol} / jane, jr / {groups} / u / v", Assert.Single(seen));
    }

    [Fact]
    public async Task The_hub_sees_whom_the_kubeconfig_names()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        HubConfig asked = _file.Resolve(Everything);
        using HubConnection hub = HubConnection.Open(live.Connection.Config with { Impersonation = asked.Impersonation }).Quick();

        byte[] answer = await hub.Rest.SendAsync(HttpMethod.Post, "apis/authentication.k8s.io/v1/selfsubjectreviews", """{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}"""u8.ToArray(), "application/json", Cancel);

        using JsonDocument review = JsonDocument.Parse(answer);
        JsonElement user = review.RootElement.GetProperty("status").GetProperty("userInfo");
        Assert.Equal(("jane, the älder", "u-1"), (user.GetProperty("username").GetString(), user.GetProperty("uid").GetString()));
        Assert.Equal(["ops, devs", "system:masters", "日本", "system:authenticated"], user.GetProperty("groups").EnumerateArray().Select(group => group.GetString()));
        Assert.Equal(
            ["acme.com/project é=x", "scopes=view|a,b"],
            user.GetProperty("extra").EnumerateObject().Select(extra => $"{extra.Name}={string.Join('|', extra.Value.EnumerateArray().Select(value => value.GetString()))}").Order());
        Assert.Equal("jane, the älder", live.Requests[^1].User);
    }

    [Fact]
    public async Task Who_acts_as_somebody_has_that_ones_rights_alone()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        using HubConnection hub = HubConnection.Open(live.Connection.Config with { Impersonation = new Impersonation("jane", groups: ["ops, system:masters"]) }).Quick();

        HubException error = await Assert.ThrowsAnyAsync<HubException>(() => new ClusterClient(hub).ListAsync(cancellationToken: Cancel).CountAsync(Cancel).AsTask());

        Assert.Equal("Forbidden", error.ErrorId);
        Assert.Contains("jane", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\u0001b")]
    [InlineData("a\nb")]
    [InlineData("a ")]
    [InlineData("\u00a0a")]
    [InlineData("")]
    public void What_would_arrive_as_something_else_is_refused(string value)
    {
        Assert.Equal("InvalidImpersonation", Assert.Throws<HubException>(() => new Impersonation(value)).ErrorId);
        Assert.Equal("InvalidImpersonation", Assert.Throws<HubException>(() => new Impersonation("jane", groups: ["a", value])).ErrorId);
    }

    [Fact]
    public void Half_a_character_which_would_become_another_one_is_refused() =>
        Assert.Equal("InvalidImpersonation", Assert.Throws<HubException>(() => new Impersonation("a" + '\ud800')).ErrorId);

    private async Task<WebApplication> StartAsync(RequestDelegate answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.RequestHeaderEncodingSelector = _ => System.Text.Encoding.UTF8;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(_authority.Issue("127.0.0.1").TargetCertificate);
            });
        });
        WebApplication application = builder.Build();
        application.Run(answer);
        await application.StartAsync(Cancel);
        return application;
    }
}
