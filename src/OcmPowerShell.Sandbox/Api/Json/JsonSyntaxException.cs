namespace OcmPowerShell.Sandbox.Api.Json;

/// <summary>A text that is not JSON, said in the words of the real server.</summary>
internal sealed class JsonSyntaxException : Exception
{
    public JsonSyntaxException(string message)
        : base(message)
    {
    }
}
