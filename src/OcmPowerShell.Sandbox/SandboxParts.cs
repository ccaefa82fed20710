using OcmPowerShell.Sandbox.Server;

namespace OcmPowerShell.Sandbox;

/// <summary>What makes a hub of a server: the API that answers, and the services that run beside it.</summary>
/// <param name="Api">Answers every request that has credentials and rights.</param>
/// <param name="Services">Controllers and agents, already running; disposed last to first when the sandbox stops.</param>
internal sealed record SandboxParts(IRequestHandler Api, IReadOnlyList<IAsyncDisposable> Services)
{
    /// <summary>Puts the parts of a sandbox together.</summary>
    public static Task<SandboxParts> AssembleAsync(SandboxFoundation foundation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(new SandboxParts(new FallbackHandler(), []));
    }
}
