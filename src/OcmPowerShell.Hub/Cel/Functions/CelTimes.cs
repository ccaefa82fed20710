using OcmPowerShell.Hub.Cel.Values;

namespace OcmPowerShell.Hub.Cel.Functions;

/// <summary>The parts of moments, in UTC, and of durations.</summary>
internal static class CelTimes
{
    public static IEnumerable<CelFunction> All =>
    [
        Part("getFullYear", static moment => moment.Utc.Year),
        Part("getMonth", static moment => moment.Utc.Month - 1),
        Part("getDate", static moment => moment.Utc.Day),
        Part("getDayOfMonth", static moment => moment.Utc.Day - 1),
        Part("getDayOfWeek", static moment => (long)moment.Utc.DayOfWeek),
        Part("getDayOfYear", static moment => moment.Utc.DayOfYear - 1),
        Part("getHours", static moment => moment.Utc.Hour),
        Part("getMinutes", static moment => moment.Utc.Minute),
        Part("getSeconds", static moment => moment.Utc.Second),
        Part("getMilliseconds", static moment => moment.Nanoseconds / 1_000_000),
        Whole("getHours", 3_600_000_000_000),
        Whole("getMinutes", 60_000_000_000),
        Whole("getSeconds", 1_000_000_000),
        Whole("getMilliseconds", 1_000_000),
    ];

    private static CelFunction Part(string name, Func<CelTimestamp, long> of) =>
        CelFunction.Member(name, [CelType.Timestamp], CelType.Int, arguments => of((CelTimestamp)arguments[0]!));

    private static CelFunction Whole(string name, long nanoseconds) =>
        CelFunction.Member(name, [CelType.Duration], CelType.Int, arguments => ((CelDuration)arguments[0]!).Nanoseconds / nanoseconds);
}
