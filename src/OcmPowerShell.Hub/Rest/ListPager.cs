using System.Runtime.CompilerServices;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Rest;

/// <summary>
/// Reads a whole list, in one answer or in pages, and gives each object once, whatever breaks on the way: a page of a
/// version that the server still knows is asked for again; where it has forgotten the version, or there never was more than
/// one answer, the rest is of another moment, which is told. What client-go's ListPager does, and more.
/// </summary>
internal sealed class ListPager<T>
    where T : HubObject
{
    private readonly RequestSender _sender;
    private readonly RetryPolicy _retry;
    private readonly ListRequest<T> _request;
    private readonly Action<string> _warn;
    private readonly GivenItems _given = new();
    private ListOptions _options;
    private string? _token;
    private int _failures;
    private int _restarts;
    private bool _warned;

    /// <param name="sender">Sends the requests.</param>
    /// <param name="retry">How often and when to ask again.</param>
    /// <param name="request">What to list.</param>
    /// <param name="warn">Told when the list is not of one moment.</param>
    public ListPager(RequestSender sender, RetryPolicy retry, ListRequest<T> request, Action<string> warn)
    {
        (_sender, _retry, _request, _warn) = (sender, retry, request, warn);
        _options = request.Options;
    }

    /// <summary>Gives the objects as their bytes arrive.</summary>
    public async IAsyncEnumerable<T> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool more = true;
        while (more)
        {
            using ListPage page = await OpenAsync(cancellationToken).ConfigureAwait(false);
            bool? read;
            while ((read = await TryReadAsync(page, cancellationToken).ConfigureAwait(false)) == true)
            {
                T item = _sender.Parse(_request.Parse, page.Item.Span);
                if (_given.TryAdd(item.Uid))
                {
                    _failures = 0;
                    yield return item;
                }
            }

            more = read is null || Next(page);
        }
    }

    private Task<ListPage> OpenAsync(CancellationToken cancellationToken) => _retry.RunAsync(
        HttpMethod.Get,
        async () =>
        {
            while (true)
            {
                try
                {
                    return await ListPage.OpenAsync(_sender, _request.Collection + RequestQuery.List(_options, _token), _options.MetadataOnly, _request.SilenceLimit, cancellationToken).ConfigureAwait(false);
                }
                catch (ApiStatusException exception) when (exception.Status.Code == 410 && _token is not null && MayRestart())
                {
                    // The list took longer than the server remembers. It may hand out a token for the rest as it is now;
                    // else everything is read again, in one answer, so that this does not happen again.
                    Mix();
                    _token = exception.Status.Continue is { Length: > 0 } token ? token : null;
                    _options = _token is null ? _options with { PageSize = null } : _options;
                }
            }
        },
        _sender.Closed,
        cancellationToken);

    // True at an item, false at the end of the page, null when the page broke and is to be asked for again.
    private async ValueTask<bool?> TryReadAsync(ListPage page, CancellationToken cancellationToken)
    {
        try
        {
            return await page.ReadAsync().ConfigureAwait(false);
        }
        catch (HubException exception) when (exception.ErrorId == "ConnectionLost")
        {
            _failures++;
            if (!CanRepeat() || !await _retry.PauseAsync(exception, HttpMethod.Get, _failures, _sender.Closed, cancellationToken).ConfigureAwait(false))
            {
                throw _failures == 1 ? exception : exception.After(_failures);
            }

            if (_token is null && _given.Count > 0)
            {
                Mix();
            }

            _given.Repeat();
            return null;
        }
    }

    // A continue token stands for a version that the server keeps; without one, asking again means another version.
    private bool CanRepeat() => _given.AllHaveUids && (_token is not null || _given.Count == 0 || MayRestart());

    private bool MayRestart() => _request.MayMix && _given.AllHaveUids && _restarts++ < _retry.WhenAsked;

    private void Mix()
    {
        _given.Repeat();
        if (!_warned && _given.Count > 0)
        {
            _warned = true;
            _warn($"The list /{_request.Collection} of hub {_sender.Identity} could not be read in one go: after {_given.Count} objects it went on with the state of a later moment. An object that was changed or deleted meanwhile may be shown as it was before.");
        }
    }

    private bool Next(ListPage page)
    {
        if (page.Continue is not { } token)
        {
            _request.Listed?.Invoke(page.ResourceVersion);
            return false;
        }

        if (token == _token)
        {
            throw _sender.InvalidAnswer(new FormatException("The page's continue token is the one that it was asked with."));
        }

        (_token, _failures) = (token, 0);
        return true;
    }
}
