namespace OcmPowerShell.Sandbox.Api.Ownership;

/// <summary>A writer, as <c>managedFields</c> tells them apart.</summary>
/// <param name="Name">The field manager's name.</param>
/// <param name="Operation">Apply or Update: the same name doing both counts as two.</param>
/// <param name="ApiVersion">The version it wrote with.</param>
/// <param name="Subresource">The subresource it wrote through; empty for the object itself.</param>
internal sealed record ManagerId(string Name, string Operation, string ApiVersion, string Subresource)
{
    /// <summary>The writer as a conflict names it.</summary>
    public override string ToString()
    {
        string text = $"\"{Name}\"";
        if (Subresource.Length > 0)
        {
            text += $" with subresource \"{Subresource}\"";
        }

        // An applier is the same one whatever version it applies with.
        return Operation == "Apply" ? text : $"{text} using {ApiVersion}";
    }
}
