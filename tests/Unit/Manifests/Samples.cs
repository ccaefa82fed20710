using OcmPowerShell.Hub.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Manifests;

/// <summary>Short ways to read text as manifests.</summary>
internal static class Samples
{
    public const string ConfigMap = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: shop\ndata:\n  a: b\n";

    public const string Deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  replicas: 2\n";

    public static ManifestSet Read(string text)
    {
        var reader = new ManifestReader();
        reader.AddText(text, "text");
        return reader.ToManifestSet();
    }

    public static ManifestException Refuse(string text) => Assert.Throws<ManifestException>(() => Read(text));

    public static ManifestProblem RefuseOnce(string text) => Assert.Single(Refuse(text).Problems);
}
