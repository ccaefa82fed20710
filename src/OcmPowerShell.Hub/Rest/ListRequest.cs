namespace OcmPowerShell.Hub.Rest;

/// <summary>What a <see cref="ListPager{T}"/> is to read.</summary>
/// <param name="Collection">The collection's path.</param>
/// <param name="Options">Which objects of it.</param>
/// <param name="Parse">Makes an object of its bytes, which are only lent.</param>
/// <param name="SilenceLimit">How long the server may say nothing.</param>
/// <param name="Listed">
/// Told the list's resourceVersion once the last object has been read, so that it can be watched from there: then all must
/// be of one moment. Null for who can live with less.
/// </param>
internal sealed record ListRequest<T>(string Collection, ListOptions Options, ItemParser<T> Parse, TimeSpan SilenceLimit, Action<string>? Listed)
{
    /// <summary>Whether objects of different moments will do.</summary>
    public bool MayMix => Listed is null;
}
