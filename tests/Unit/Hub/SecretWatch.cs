using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using OcmPowerShell.Hub;
using Xunit;

[assembly: AssemblyFixture(typeof(OcmPowerShell.Tests.Hub.SecretWatch))]

namespace OcmPowerShell.Tests.Hub;

/// <summary>
/// Looks for the secrets of the suite's hubs in every failure that is thrown while the suite runs, whatever test causes
/// it: one that tells a secret fails the run.
/// </summary>
public sealed class SecretWatch : IDisposable
{
    private static readonly ConcurrentDictionary<string, bool> Secrets = new();

    private readonly ConcurrentDictionary<string, bool> _leaks = new();

    public SecretWatch() => AppDomain.CurrentDomain.FirstChanceException += Look;

    /// <summary>Has a secret looked for from now on.</summary>
    public static void Add(string secret) => Secrets[secret] = true;

    public void Dispose()
    {
        AppDomain.CurrentDomain.FirstChanceException -= Look;
        Assert.Empty(_leaks.Keys);
    }

    private void Look(object? sender, FirstChanceExceptionEventArgs thrown)
    {
        if (thrown.Exception is not HubException exception)
        {
            return;
        }

        string text = exception.ToString();
        if (Secrets.Keys.Any(secret => text.Contains(secret, StringComparison.Ordinal)))
        {
            _leaks[text] = true;
        }
    }
}
