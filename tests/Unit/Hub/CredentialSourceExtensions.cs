using OcmPowerShell.Hub.Connection.Credentials;
using Xunit;

namespace OcmPowerShell.Tests.Hub;

/// <summary>What a source of credentials would show the hub.</summary>
internal static class CredentialSourceExtensions
{
    /// <summary>The bearer token that the next request would carry; null for none.</summary>
    public static async Task<string?> TokenAsync(this ICredentialSource source) =>
        (await source.GetAsync(TestContext.Current.CancellationToken)).Authorization is { Scheme: "Bearer" } header ? header.Parameter : null;
}
