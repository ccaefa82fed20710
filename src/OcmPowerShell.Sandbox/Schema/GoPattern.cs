using OcmPowerShell.Hub.Cel;
using OcmPowerShell.Hub.Cel.Functions;

namespace OcmPowerShell.Sandbox.Schema;

/// <summary>Regular expressions of schemas, which are written for Go's engine.</summary>
internal static class GoPattern
{
    /// <summary>Whether a text contains a match; a pattern that cannot be read matches everything.</summary>
    public static bool IsMatch(string pattern, string text)
    {
        try
        {
            return Re2Pattern.Of(pattern).IsMatch(text);
        }
        catch (CelEvaluationException)
        {
            return Complaint(pattern) is not null;
        }
    }

    /// <summary>Why a pattern cannot be read; null where it can.</summary>
    public static string? Complaint(string pattern)
    {
        try
        {
            Re2Pattern.Of(pattern);
            return null;
        }
        catch (CelEvaluationException exception)
        {
            return exception.Message;
        }
    }
}
