namespace OcmPowerShell.Hub.Cel.Values;

/// <summary>Bytes, equal where their contents are.</summary>
internal sealed class CelBytes(byte[] content) : IEquatable<CelBytes>
{
    public ReadOnlySpan<byte> Span => content;

    public bool Equals(CelBytes? other) => other is not null && Span.SequenceEqual(other.Span);

    public override bool Equals(object? obj) => Equals(obj as CelBytes);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(content);
        return hash.ToHashCode();
    }
}
