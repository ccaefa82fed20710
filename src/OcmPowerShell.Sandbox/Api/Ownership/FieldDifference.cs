namespace OcmPowerShell.Sandbox.Api.Ownership;

/// <summary>The fields in which two objects differ.</summary>
/// <param name="Added">Fields that only the newer has.</param>
/// <param name="Changed">Fields that both have, with other values.</param>
/// <param name="Removed">Fields that only the older has.</param>
internal sealed record FieldDifference(FieldSet Added, FieldSet Changed, FieldSet Removed)
{
    /// <summary>The difference below a step.</summary>
    public FieldDifference Below(string step) => new(Added.Below(step), Changed.Below(step), Removed.Below(step));
}
