namespace OcmPowerShell.Tests.Hub.Watching;

/// <summary>Asks a stream for its next element before anybody wants it, so that what it reads from is open.</summary>
internal sealed class Ahead<T> : IAsyncEnumerator<T>
{
    private readonly IAsyncEnumerator<T> _source;
    private Task<bool> _next;

    public Ahead(IAsyncEnumerable<T> source)
    {
        _source = source.GetAsyncEnumerator();
        _next = _source.MoveNextAsync().AsTask();
    }

    public T Current { get; private set; } = default!;

    public async ValueTask<bool> MoveNextAsync()
    {
        if (!await _next)
        {
            return false;
        }

        Current = _source.Current;
        _next = _source.MoveNextAsync().AsTask();
        return true;
    }

    // The step that is under way ends with the test's own token; a stream cannot be left in the middle of one.
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
