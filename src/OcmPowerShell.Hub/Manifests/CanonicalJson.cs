using System.Buffers;
using System.Text;
using System.Text.Json;
using OcmPowerShell.Hub.Yaml;

namespace OcmPowerShell.Hub.Manifests;

/// <summary>
/// Turns JSON that means the same into the same bytes: members sorted, texts unescaped, numbers as Go prints them.
/// The form is for hashing only. It is made in one pass; an object whose members are sorted already, as a hub sends
/// them, is never touched again.
/// </summary>
internal sealed class CanonicalJson : IDisposable
{
    // In UTF-8 this byte does not occur, so it ends a text or number without escapes.
    private const byte End = 0xFF;

    private readonly List<Range> _members = [];
    private readonly List<Level> _levels = [];
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(16 << 10);
    private byte[] _spare = [];
    private int _length;

    /// <summary>The form of the value read last.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Reads one value, at whose first token the reader stands; afterwards it stands on its last.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="isManifest">The hub drops empty members of a manifest's metadata, so they are left out.</param>
    public void Read(ref Utf8JsonReader reader, bool isManifest)
    {
        _length = 0;
        _members.Clear();
        _levels.Clear();
        int start = reader.CurrentDepth;
        do
        {
            Take(ref reader, isManifest && reader.CurrentDepth == start + 1);
        }
        while (_levels.Count > 0 && reader.Read());
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        if (_spare.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_spare);
        }
    }

    private void Take(ref Utf8JsonReader reader, bool isTopMember)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                bool isMetadata = isTopMember && _levels is [{ IsObject: true }] && Name(_members[^1]).SequenceEqual("metadata"u8);
                Append((byte)'{');
                _levels.Add(new Level(true, _members.Count, isMetadata));
                return;
            case JsonTokenType.StartArray:
                Append((byte)'[');
                _levels.Add(new Level(false, _members.Count, false));
                return;
            case JsonTokenType.PropertyName:
                _members.Add(new Range(_length, _length));
                Append((byte)'"');
                AppendText(ref reader);
                return;
            case JsonTokenType.EndObject:
                SortMembers();
                Append((byte)'}');
                CloseLevel();
                break;
            case JsonTokenType.EndArray:
                Append((byte)']');
                CloseLevel();
                break;
            case JsonTokenType.String:
                Append((byte)'"');
                AppendText(ref reader);
                break;
            case JsonTokenType.Number:
                Append((byte)'#');
                AppendNumber(ref reader);
                break;
            default:
                Append(reader.ValueSpan[0]);
                break;
        }

        EndMember();
    }

    private void CloseLevel() => _levels.RemoveAt(_levels.Count - 1);

    private void EndMember()
    {
        if (_levels.Count == 0 || !_levels[^1].IsObject)
        {
            return;
        }

        Range member = _members[^1];
        if (_levels[^1].IsMetadata && IsEmpty(ValueOf(member)))
        {
            _length = member.Start.Value;
            _members.RemoveAt(_members.Count - 1);
            return;
        }

        _members[^1] = new Range(member.Start, _length);
    }

    private static bool IsEmpty(ReadOnlySpan<byte> value) =>
        value.Length <= 2 && (value.SequenceEqual("n"u8) || value.SequenceEqual("{}"u8) || value.SequenceEqual("[]"u8) || value.SequenceEqual([(byte)'"', End]));

    private ReadOnlySpan<byte> Name(Range member)
    {
        ReadOnlySpan<byte> rest = _bytes.AsSpan(member.Start.Value, _length - member.Start.Value);
        return rest[1..rest.IndexOf(End)];
    }

    private ReadOnlySpan<byte> ValueOf(Range member)
    {
        ReadOnlySpan<byte> rest = _bytes.AsSpan(member.Start.Value, _length - member.Start.Value);
        return rest[(rest.IndexOf(End) + 1)..];
    }

    private void SortMembers()
    {
        int first = _levels[^1].FirstMember;
        int count = _members.Count - first;
        if (!IsSorted(first))
        {
            Range[] sorted = [.. _members.Skip(first)];
            Array.Sort(sorted, (left, right) => Compare(left, right));
            int start = _members[first].Start.Value;
            int length = _length - start;
            if (_spare.Length < length)
            {
                Grow(ref _spare, length);
            }

            _bytes.AsSpan(start, length).CopyTo(_spare);
            int at = start;
            foreach (Range member in sorted)
            {
                (int offset, int size) = member.GetOffsetAndLength(_length);
                _spare.AsSpan(offset - start, size).CopyTo(_bytes.AsSpan(at));
                at += size;
            }
        }

        _members.RemoveRange(first, count);
    }

    private bool IsSorted(int first)
    {
        for (int i = first + 1; i < _members.Count; i++)
        {
            if (Compare(_members[i - 1], _members[i]) > 0)
            {
                return false;
            }
        }

        return true;
    }

    private int Compare(Range left, Range right) => _bytes.AsSpan(left).SequenceCompareTo(_bytes.AsSpan(right));

    private void AppendText(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped)
        {
            Reserve(reader.ValueSpan.Length);
            try
            {
                _length += reader.CopyString(_bytes.AsSpan(_length));
            }
            catch (InvalidOperationException)
            {
                // Half a surrogate pair has no UTF-8; its escape is as good for telling texts apart.
                Append(reader.ValueSpan);
            }
        }
        else
        {
            Append(reader.ValueSpan);
        }

        Append(End);
    }

    private void AppendNumber(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> text = reader.ValueSpan;
        bool isPlain = text.Length < 19 && text.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0 && !text.SequenceEqual("-0"u8);
        if (isPlain || (reader.TryGetInt64(out long whole) && whole != 0))
        {
            Append(text);
        }
        else
        {
            double value = reader.GetDouble();
            Append(double.IsFinite(value) ? Encoding.UTF8.GetBytes(GoNumber.ToJson(value)) : text);
        }

        Append(End);
    }

    private void Append(byte value)
    {
        Reserve(1);
        _bytes[_length++] = value;
    }

    private void Append(ReadOnlySpan<byte> value)
    {
        Reserve(value.Length);
        value.CopyTo(_bytes.AsSpan(_length));
        _length += value.Length;
    }

    private void Reserve(int count)
    {
        if (_length + count > _bytes.Length)
        {
            Grow(ref _bytes, _length + count);
        }
    }

    private void Grow(ref byte[] array, int length)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(length, array.Length * 2));
        if (array == _bytes)
        {
            array.AsSpan(0, _length).CopyTo(larger);
        }

        if (array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(array);
        }

        array = larger;
    }

    /// <summary>An open object or array.</summary>
    private readonly record struct Level(bool IsObject, int FirstMember, bool IsMetadata);
}
