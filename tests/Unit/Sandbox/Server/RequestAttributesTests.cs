using OcmPowerShell.Sandbox.Server;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox;

public sealed class RequestAttributesTests
{
    [Theory]
    [InlineData("GET", "/", "get path")]
    [InlineData("GET", "/version", "get path")]
    [InlineData("POST", "/version", "post path")]
    [InlineData("GET", "/api/v1", "get path")]
    [InlineData("GET", "/apis/apps/v1", "get path")]
    [InlineData("GET", "/apis", "get path")]
    [InlineData("GET", "/api/v1/namespaces", "list namespaces")]
    [InlineData("GET", "/api/v1/namespaces/one", "get namespaces in one named one")]
    [InlineData("DELETE", "/api/v1/namespaces/one", "delete namespaces in one named one")]
    [InlineData("PUT", "/api/v1/namespaces/one/finalize", "update namespaces/finalize in one named one")]
    [InlineData("GET", "/api/v1/namespaces/one/status", "get namespaces/status in one named one")]
    [InlineData("GET", "/api/v1/namespaces/one/pods", "list pods in one")]
    [InlineData("GET", "/api/v1/namespaces/one/pods/p/log", "get pods/log in one named p")]
    [InlineData("GET", "/api/v1/pods", "list pods")]
    [InlineData("HEAD", "/api/v1/pods", "list pods")]
    [InlineData("GET", "/apis/apps/v1/namespaces/one/deployments", "list deployments.apps in one")]
    [InlineData("POST", "/apis/apps/v1/namespaces/one/deployments", "create deployments.apps in one")]
    [InlineData("DELETE", "/apis/apps/v1/namespaces/one/deployments", "deletecollection deployments.apps in one")]
    [InlineData("PATCH", "/apis/apps/v1/namespaces/one/deployments/d/status", "patch deployments.apps/status in one named d")]
    [InlineData("GET", "/apis/apps/v1/deployments?watch=true", "watch deployments.apps")]
    [InlineData("GET", "/apis/apps/v1/deployments?watch", "watch deployments.apps")]
    [InlineData("GET", "/apis/apps/v1/deployments?watch=false", "list deployments.apps")]
    [InlineData("GET", "/apis/apps/v1/namespaces/one/deployments/d?watch=1", "get deployments.apps in one named d")]
    [InlineData("GET", "/apis/apps/v1/deployments?fieldSelector=metadata.name%3Dd", "list deployments.apps named d")]
    [InlineData("GET", "/apis/apps/v1/deployments?fieldSelector=metadata.name%3Dd,metadata.namespace%3Done", "list deployments.apps")]
    [InlineData("GET", "//apis//apps/v1/deployments/", "list deployments.apps")]
    public void What_a_request_wants_is_read_off_method_and_path(string method, string target, string wanted)
    {
        RequestTarget parsed = RequestTarget.Parse(target);
        HttpRequest request = new(method, parsed.Path, parsed.Query, new Dictionary<string, string>(), default, "jane");

        RequestAttributes attributes = RequestAttributes.Of(request);

        Assert.Equal(wanted, Describe(attributes));
    }

    private static string Describe(RequestAttributes attributes)
    {
        if (!attributes.IsResource)
        {
            return $"{attributes.Verb} path";
        }

        string subresource = attributes.Subresource.Length > 0 ? $"/{attributes.Subresource}" : "";
        string scope = attributes.Namespace.Length > 0 ? $" in {attributes.Namespace}" : "";
        string name = attributes.Name.Length > 0 ? $" named {attributes.Name}" : "";
        return $"{attributes.Verb} {attributes.QualifiedResource}{subresource}{scope}{name}";
    }
}
