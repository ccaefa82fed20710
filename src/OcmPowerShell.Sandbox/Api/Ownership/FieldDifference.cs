namespace OcmPowerShell.Sandbox.Api.Ownership;

/// <summary>The fields in which two objects differ.</summary>
/// <param name="Added">Fields that only the newer has.</param>
/// <param name="Changed">Fields that both have, with other values.</param>
/// <param name="Removed">Fields that only the older has.</param>
internal sealed record FieldDifference(FieldSet Added, FieldSet Changed, FieldSet Removed)
{
    /// <summary>No difference.</summary>
    public static FieldDifference None() => new(new FieldSet(), new FieldSet(), new FieldSet());

    /// <summary>Adds the difference below a step.</summary>
    public void Attach(string step, FieldDifference below)
    {
        Attach(Added, step, below.Added);
        Attach(Changed, step, below.Changed);
        Attach(Removed, step, below.Removed);
    }

    private static void Attach(FieldSet fields, string step, FieldSet below)
    {
        if (!below.IsEmpty)
        {
            fields.Attach(step, below);
        }
    }
}
