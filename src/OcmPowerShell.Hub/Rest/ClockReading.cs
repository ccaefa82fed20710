namespace OcmPowerShell.Hub.Rest;

/// <summary>What two clocks showed when an answer came.</summary>
/// <param name="Hub">The answer's <c>Date</c> header, in whole seconds.</param>
/// <param name="Local">This machine's clock when the answer's head was there.</param>
public sealed record ClockReading(DateTimeOffset Hub, DateTimeOffset Local);
