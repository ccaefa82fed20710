using FsCheck;
using FsCheck.Fluent;
using OcmPowerShell.Hub.Rest;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Rest;

/// <summary>What a request needs to be allowed, in the terms of roles.</summary>
public sealed class ResourceAttributesTests
{
    private const string Works = "apis/work.open-cluster-management.io/v1";

    private static readonly string[] Pieces = ["api", "apis", "/", "v1", "namespaces", "one", "things", "status", "?", "watch=true", "&", "%", "%2f", "..", "ä"];

    [Theory]
    [InlineData("GET", Works + "/manifestworks", "list manifestworks.work.open-cluster-management.io")]
    [InlineData("GET", Works + "/manifestworks?limit=5&watch=true", "watch manifestworks.work.open-cluster-management.io")]
    [InlineData("GET", Works + "/namespaces/one/manifestworks?limit=5", "list manifestworks.work.open-cluster-management.io in namespace 'one'")]
    [InlineData("GET", "/" + Works + "/namespaces/one/manifestworks/web", "get manifestworks.work.open-cluster-management.io 'web' in namespace 'one'")]
    [InlineData("POST", Works + "/namespaces/one/manifestworks?dryRun=All", "create manifestworks.work.open-cluster-management.io in namespace 'one'")]
    [InlineData("PATCH", Works + "/namespaces/one/manifestworks/web/status", "patch manifestworks.work.open-cluster-management.io/status 'web' in namespace 'one'")]
    [InlineData("PUT", "apis/g/v1/things/a", "update things.g 'a'")]
    [InlineData("DELETE", "apis/g/v1/things/a%20b", "delete things.g 'a b'")]
    [InlineData("DELETE", "apis/g/v1/things", "deletecollection things.g")]
    [InlineData("GET", "api/v1/namespaces", "list namespaces")]
    [InlineData("GET", "api/v1/namespaces/one", "get namespaces 'one'")]
    [InlineData("PUT", "api/v1/namespaces/one/finalize", "update namespaces/finalize 'one'")]
    [InlineData("GET", "api/v1/namespaces/one/pods/p/log", "get pods/log 'p' in namespace 'one'")]
    [InlineData("GET", "version", "get /version")]
    [InlineData("GET", "apis/g/v1", "get /apis/g/v1")]
    [InlineData("GET", "", "get /")]
    public void A_request_is_read_as_an_API_server_reads_it(string method, string path, string text) =>
        Assert.Equal(text, ResourceAttributes.Of(new HttpMethod(method), path).ToString());

    [Fact]
    public void Any_path_can_be_read() => Prop.ForAll(
        Gen.Elements(Pieces).ListOf().Select(pieces => string.Concat(pieces)).ToArbitrary(),
        path => ResourceAttributes.Of(HttpMethod.Get, path).ToString().Length > 4).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
}
