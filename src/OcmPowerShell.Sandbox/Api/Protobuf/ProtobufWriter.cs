using System.Buffers;
using System.Text;

namespace OcmPowerShell.Sandbox.Api.Protobuf;

/// <summary>Writes a protobuf message.</summary>
internal sealed class ProtobufWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(64);

    /// <summary>The message.</summary>
    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    /// <summary>A text; nothing where it is empty.</summary>
    public ProtobufWriter Text(int field, string? text)
    {
        return string.IsNullOrEmpty(text) ? this : Bytes(field, Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Some texts.</summary>
    public ProtobufWriter Texts(int field, IEnumerable<string> texts)
    {
        foreach (string text in texts)
        {
            Bytes(field, Encoding.UTF8.GetBytes(text));
        }

        return this;
    }

    /// <summary>A message within the message.</summary>
    public ProtobufWriter Message(int field, Action<ProtobufWriter> write)
    {
        var inner = new ProtobufWriter();
        write(inner);
        return Bytes(field, inner.ToArray());
    }

    private ProtobufWriter Bytes(int field, ReadOnlySpan<byte> bytes)
    {
        const int LengthDelimited = 2;
        Varint((uint)((field << 3) | LengthDelimited));
        Varint((uint)bytes.Length);
        _bytes.Write(bytes);
        return this;
    }

    private void Varint(uint value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _bytes.Write([(byte)(value | 0x80)]);
        }

        _bytes.Write([(byte)value]);
    }
}
