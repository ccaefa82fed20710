using System.Text.Json;

namespace OcmPowerShell.Sandbox.Api.Rendering;

/// <summary>One step of a column's path.</summary>
internal abstract record ColumnStep
{
    /// <summary>Where the step leads to.</summary>
    public abstract IEnumerable<JsonElement> Below(JsonElement value);

    /// <summary>A member of an object.</summary>
    internal sealed record Member(string Name) : ColumnStep
    {
        public override IEnumerable<JsonElement> Below(JsonElement value) =>
            value.ValueKind == JsonValueKind.Object && value.TryGetProperty(Name, out JsonElement member) ? [member] : [];
    }

    /// <summary>An item of a list; less than nothing counts from the end.</summary>
    internal sealed record Index(int Position) : ColumnStep
    {
        public override IEnumerable<JsonElement> Below(JsonElement value)
        {
            int count = value.ValueKind == JsonValueKind.Array ? value.GetArrayLength() : 0;
            int position = Position < 0 ? count + Position : Position;
            return position >= 0 && position < count ? [value[position]] : [];
        }
    }

    /// <summary>Every item of a list, every member of an object.</summary>
    internal sealed record All : ColumnStep
    {
        public override IEnumerable<JsonElement> Below(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.Array => value.EnumerateArray(),
            JsonValueKind.Object => value.EnumerateObject().Select(member => member.Value),
            _ => [],
        };
    }

    /// <summary>The items of a list of which a member has, or has not, some value.</summary>
    internal sealed record Filter(string[] Path, bool IsEqual, string Value) : ColumnStep
    {
        /// <summary>Reads <c>?(@.member=="text")</c>; null where it is anything else.</summary>
        public static Filter? Parse(string text)
        {
            if (!text.StartsWith("?(@.", StringComparison.Ordinal) || !text.EndsWith(')'))
            {
                return null;
            }

            string inside = text["?(@.".Length..^1];
            bool isEqual = inside.Contains("==", StringComparison.Ordinal);
            string[] sides = inside.Split(isEqual ? "==" : "!=", 2);
            return sides.Length == 2 && sides[0].Trim() is { Length: > 0 } path
                ? new Filter(path.Split('.'), isEqual, sides[1].Trim().Trim('"', '\''))
                : null;
        }

        public override IEnumerable<JsonElement> Below(JsonElement value) =>
            value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Where(IsWanted) : [];

        private bool IsWanted(JsonElement item)
        {
            foreach (string name in Path)
            {
                if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty(name, out item))
                {
                    return false;
                }
            }

            bool isSame = item.ValueKind == JsonValueKind.String ? item.ValueEquals(Value) : item.GetRawText() == Value;
            return isSame == IsEqual;
        }
    }
}
