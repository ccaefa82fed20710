using System.Text.Json;

namespace OcmPowerShell.Hub;

/// <summary>Finding one's way in JSON without reading all of it into objects.</summary>
internal static class JsonReaderExtensions
{
    /// <summary>Moves from an object's start to the value of one of its members; false when it has none, or is no object.</summary>
    public static bool MoveTo(this ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool found = reader.ValueTextEquals(name);
            reader.Read();
            if (found)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }
}
