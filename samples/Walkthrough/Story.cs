namespace Walkthrough;

/// <summary>Tells a person what happens, and remembers whether it went as it should.</summary>
internal sealed class Story
{
    private int _steps;
    private int _wrong;

    public void Step(string title) => Console.WriteLine($"\n{++_steps}. {title}");

    public static void Tell(string line) => Console.WriteLine($"   {line}");

    public void Check(string claim, bool holds)
    {
        Console.WriteLine($"   [{(holds ? "ok" : "WRONG")}] {claim}");
        _wrong += holds ? 0 : 1;
    }

    public static void Table(string[] headers, IEnumerable<object?[]> rows)
    {
        List<string[]> lines = [headers, .. rows.Select(row => row.Select(cell => cell?.ToString() ?? "Unknown").ToArray())];
        int[] widths = headers.Select((_, column) => lines.Max(line => line[column].Length)).ToArray();
        foreach (string[] line in lines)
        {
            Console.WriteLine("   " + string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }

    /// <summary>The exit code: zero when every claim held.</summary>
    public int End()
    {
        Console.WriteLine(_wrong == 0 ? "\nAll as it should be." : $"\n{_wrong} thing(s) went wrong.");
        return _wrong == 0 ? 0 : 1;
    }

    /// <summary>Asks again until something holds or time is up.</summary>
    public static async Task UntilAsync(TimeSpan patience, Func<Task<bool>> holds)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        DateTime until = DateTime.UtcNow + patience;
        while (!await holds() && DateTime.UtcNow < until && await timer.WaitForNextTickAsync())
        {
        }
    }
}
