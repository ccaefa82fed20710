namespace OcmPowerShell.Sandbox.Controllers;

/// <summary>What an actor says in a condition; the time of its last change is kept by <see cref="ConditionList"/>.</summary>
/// <param name="Type">Type, as in <c>Applied</c>.</param>
/// <param name="Status"><c>True</c>, <c>False</c> or <c>Unknown</c>.</param>
/// <param name="Reason">Reason in CamelCase.</param>
/// <param name="Message">Text for people.</param>
/// <param name="ObservedGeneration">Generation the condition speaks of; null or 0 is not written.</param>
internal sealed record Condition(string Type, string Status, string Reason, string Message, long? ObservedGeneration = null)
{
    public const string True = "True";
    public const string False = "False";
    public const string Unknown = "Unknown";
}
