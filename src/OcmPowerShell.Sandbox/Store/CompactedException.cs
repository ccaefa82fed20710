namespace OcmPowerShell.Sandbox.Store;

/// <summary>The changes after a version are already forgotten.</summary>
internal sealed class CompactedException : Exception
{
    public CompactedException(long version, long oldest)
        : base(FormattableString.Invariant($"too old resource version: {version} ({oldest})"))
    {
    }
}
