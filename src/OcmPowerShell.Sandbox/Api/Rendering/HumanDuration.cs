namespace OcmPowerShell.Sandbox.Api.Rendering;

/// <summary>A duration in the few characters that kubectl's AGE column has.</summary>
internal static class HumanDuration
{
    /// <summary>As in <c>5s</c>, <c>3m20s</c>, <c>47h</c>, <c>3d4h</c>, <c>2y10d</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        long seconds = (long)duration.TotalSeconds;
        long minutes = seconds / 60;
        long hours = minutes / 60;
        return seconds switch
        {
            < -1 => "<invalid>",
            < 0 => "0s",
            < 120 => $"{seconds}s",
            _ when minutes < 10 => With(minutes, 'm', seconds % 60, 's'),
            _ when minutes < 180 => $"{minutes}m",
            _ when hours < 8 => With(hours, 'h', minutes % 60, 'm'),
            _ when hours < 48 => $"{hours}h",
            _ when hours < 8 * 24 => With(hours / 24, 'd', hours % 24, 'h'),
            _ when hours < 2 * 365 * 24 => $"{hours / 24}d",
            _ when hours < 8 * 365 * 24 => With(hours / 24 / 365, 'y', hours / 24 % 365, 'd'),
            _ => $"{hours / 24 / 365}y",
        };
    }

    private static string With(long large, char largeUnit, long small, char smallUnit) =>
        small == 0 ? $"{large}{largeUnit}" : $"{large}{largeUnit}{small}{smallUnit}";
}
